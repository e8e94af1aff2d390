#!/usr/bin/env node
'use strict';

// Loads the parts of the program together with V8's compiled form of them, which halves the time of a run. A command
// leaves it in the user's cache folder, made for this release and the Node that ran: at its first run, and after one
// that met much that is not in it. Wherever this does not work, V8 compiles as ever, and nobody is told.
const fs = require('node:fs');
const { dirname, isAbsolute, join } = require('node:path');
const { Script } = require('node:vm');

/** What makes a part a function, in the place of the comments around it. */
const [BEFORE, AFTER] = ['(function(exports,require,__filename){', '})'];
/** CPU time in µs after which V8 may have thrown away what a start needs. */
const LONG = 1e6;
/** More bytes than the first line of a cache has. */
const LINE = 1 << 13;
/** How many bytes of a file are compared at a time. */
const BLOCK = 1 << 17;
/** After this time without a new command, what another release or Node has left is taken away, in ms. */
const KEPT = 30 * 24 * 3600e3;

// Node itself follows a link to this file, but not with --preserve-symlinks-main.
const root = join(dirname(fs.realpathSync.native(__filename)), '..');
const program = join(root, 'dist/program');
const [command = 'help'] = /^[a-z]+$/.exec(process.argv[2] ?? '') ?? [];
// Before anything is compiled: V8's compiled form of a program fits the same settings alone.
if (/^(explain|init)$/.test(command) && process.versions.v8.startsWith('11.')) setUp();
const file = cacheFile(process.env);
const kept = readCache();
const parts = new Map();

load('start.cjs').start();
const atStart = parts.size;
if (file !== undefined) process.on('exit', keepCache);

/**
 * Node 20 has nothing between code that is hardly optimised and code that is optimised at great cost, which is a fifth of an
 * `explain` of a spec and a third of an `init` of 400 workloads; so functions run ten times as long before. And with the memory of
 * WebAssembly its heap counts as nearly full, so that it begins to mark what is in use, which is another tenth of `explain`. Other
 * commands gain less than it takes to load `v8`.
 */
function setUp() {
  const marking = command === 'explain' ? ['--no-incremental-marking'] : [];
  const flags = ['--interrupt-budget=675840', ...marking];
  require('node:v8').setFlagsFromString(flags.join(' '));
  // As if Node had been started with them, for what asks.
  process.execArgv.push(...flags);
}

function load(name) {
  const known = parts.get(name);
  if (known !== undefined) return known.exports;
  const filename = join(program, name);
  const source = fs.readFileSync(filename);
  // Written over, since joined texts would be copied.
  source.latin1Write(BEFORE);
  source.latin1Write(AFTER, source.length - AFTER.length);
  // The build writes ASCII.
  const script = new Script(source.latin1Slice(), { filename, cachedData: kept.find(name, source) });
  const part = { exports: {}, script, source, cached: script.cachedDataRejected === false };
  parts.set(name, part);
  script.runInThisContext()(part.exports, requirePart, filename);
  return part.exports;
}

function requirePart(id) {
  return load(id.slice(2));
}

function cacheFile({ LOCALAPPDATA, XDG_CACHE_HOME, HOME = '', NODE_DISABLE_COMPILE_CACHE }) {
  const folder = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME || join(HOME, '.cache');
  if (NODE_DISABLE_COMPILE_CACHE || folder === undefined || !isAbsolute(folder)) return undefined;
  const { version } = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8'));
  return join(folder, 'irsa-forge', `${version}-node-${process.version}-${process.arch}`, command);
}

/**
 * The CPU time of the run that left the cache, and what is in it of each part, read when the part is. The file is a line of JSON and
 * the compiled forms; both once more, since V8 believes whatever bytes it is given; and the sources, since of these V8 itself compares
 * no more than the length.
 */
function readCache() {
  try {
    return parseCache(fs.openSync(file));
  } catch {
    return { cpu: 0, find: () => undefined, all: () => [] };
  }
}

function parseCache(open) {
  // What is run is never what another user left there.
  if (fs.fstatSync(open).uid !== (process.getuid?.() ?? 0)) throw new Error('not ours');
  const first = Buffer.allocUnsafe(LINE);
  fs.readSync(open, first, 0, LINE, 0);
  const line = first.indexOf('\n') + 1;
  const { cpu, lengths } = JSON.parse(first.latin1Slice(0, line));
  const size = lengths.reduce((sum, [, compiled]) => sum + compiled, line);
  if (!holds(open, size, first.subarray(0, line))) throw new Error('damaged');
  const places = new Map();
  let [at, sourceAt] = [line, 2 * size];
  for (const [name, compiled, source] of lengths) {
    places.set(name, { at, compiled, sourceAt, source });
    at += compiled;
    sourceAt += source;
  }
  const compiledOf = ({ at: position, compiled: length }) => {
    const compiled = bytesAt(open, position, length);
    return holds(open, size + position, compiled) ? compiled : undefined;
  };
  return {
    cpu,
    find(name, source) {
      const place = places.get(name);
      const same = place?.source === source.length && holds(open, place.sourceAt, source);
      return same ? compiledOf(place) : undefined;
    },
    all: () =>
      [...places].flatMap(([name, place]) => {
        const compiled = compiledOf(place);
        const source = bytesAt(open, place.sourceAt, place.source);
        return compiled === undefined ? [] : [[name, { compiled, source }]];
      }),
  };
}

function bytesAt(open, position, length) {
  const bytes = Buffer.alloc(length);
  fs.readSync(open, bytes, 0, length, position);
  return bytes;
}

/** Whether these bytes stand in a file at a position. */
function holds(open, position, bytes) {
  const block = Buffer.allocUnsafe(Math.min(BLOCK, bytes.length));
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const expected = bytes.subarray(at, at + BLOCK);
    const count = fs.readSync(open, block, 0, expected.length, position + at);
    if (!expected.equals(block.subarray(0, count))) return false;
  }
  return true;
}

function keepCache() {
  const { user, system } = process.cpuUsage();
  const cpu = user + system;
  const complete = [...parts.values()].every(({ cached }) => cached);
  // With the compiled form, and longer than without it: this run did more than those before.
  if (complete && (cpu <= kept.cpu || cpu > LONG)) return;
  // A word that is no command.
  if (command !== 'help' && parts.size === atStart) return;
  const temporary = `${file}.${process.pid}`;
  try {
    makeFolders(dirname(file));
    // Before the work: there may be no place for it.
    const open = fs.openSync(temporary, 'wx', 0o600);
    try {
      fs.writeFileSync(open, cacheOf(cpu > LONG ? 0 : cpu));
      fs.closeSync(open);
      fs.renameSync(temporary, file);
    } catch {
      fs.rmSync(temporary);
    }
  } catch {
    // The next run compiles again.
  }
}

/** One by one: where the system refuses by ENOENT, as /proc does, Node's own `recursive` never ends. */
function makeFolders(folder) {
  const all = dirname(folder);
  for (const each of [dirname(all), all, folder]) {
    try {
      fs.mkdirSync(each, { mode: 0o700 });
    } catch {
      // It is there, or opening the file will fail.
      continue;
    }
    if (each === folder) removeOld(all);
  }
}

function removeOld(all) {
  for (const name of fs.readdirSync(all)) {
    const folder = join(all, name);
    if (fs.statSync(folder).mtimeMs < Date.now() - KEPT) fs.rmSync(folder, { recursive: true });
  }
}

function cacheOf(cpu) {
  const sameProgram = parts.get('start.cjs').cached;
  const all = new Map(sameProgram ? kept.all() : []);
  for (const [name, { script, source }] of parts)
    all.set(name, { compiled: script.createCachedData(), source });
  const lengths = [...all].map(([name, { compiled, source }]) => [name, compiled.length, source.length]);
  const once = [Buffer.from(`${JSON.stringify({ cpu, lengths })}\n`)];
  for (const { compiled } of all.values()) once.push(compiled);
  return Buffer.concat([...once, ...once, ...[...all.values()].map(({ source }) => source)]);
}
