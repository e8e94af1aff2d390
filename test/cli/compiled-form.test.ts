import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { builtProgram } from '../support/built.js';
import { tempFolders, writeFiles } from '../support/temp-folder.js';

const tempFolder = tempFolders();

type Env = Readonly<Record<string, string>>;

const run = (args: readonly string[], env: Env, program = builtProgram()) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { code: status, out: stdout, err: stderr };
};

const NOT_KEPT = { NODE_DISABLE_COMPILE_CACHE: '1' };
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const cacheOf = (folder: string, command: string) =>
  join(folder, 'irsa-forge', `${version}-node-${process.version}-${process.arch}`, command);
const list = (folder: string) => readdirSync(folder, { recursive: true });
const isWritten = (file: string) => statSync(file, { bigint: true }).mtimeNs;

/** A cache that a run left, with what that run said. */
const warm = (command = 'catalog') => {
  const folder = tempFolder();
  const env = { XDG_CACHE_HOME: folder };
  return { env, said: run([command], env), file: cacheOf(folder, command) };
};

describe('what V8 compiled', () => {
  test('is kept for the user alone, and used by the next run', () => {
    const { env, said, file } = warm();
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    const before = isWritten(file);
    expect(run(['catalog'], env)).toEqual(said);
    expect(isWritten(file)).toBe(before);
  });

  test('is used where V8 is told to optimise late', () => {
    const { env, file } = warm('explain');
    const before = isWritten(file);
    run(['explain'], env);
    expect(isWritten(file)).toBe(before);
  });

  test.each([
    ['generate', ['--dry-run']],
    // For which V8 is told so from the start.
    ['init', ['--yes']],
  ])('is used where V8 is told so while templates of a standard are judged: %s', (command, options) => {
    const folder = tempFolder();
    cpSync('test/fixtures/cases/attacks/verify-holes/tf-provisioner', folder, { recursive: true });
    const spec = join(folder, 'shop/irsa.yaml');
    const judge = () => run([command, ...options, '-f', spec], { XDG_CACHE_HOME: folder });
    expect(judge().err).toContain('run a program');
    const before = isWritten(cacheOf(folder, command));
    judge();
    expect(isWritten(cacheOf(folder, command))).toBe(before);
  });

  test('grows with what a later run needs', () => {
    const { env, file } = warm('schema');
    const { size } = statSync(file);
    run(['schema', 'standard'], env);
    const written = isWritten(file);
    expect(statSync(file).size).toBeGreaterThan(size);
    // And keeps what only the first one needed.
    run(['schema'], env);
    expect(isWritten(file)).toBe(written);
  });

  test('is not used for a program that was changed since, its length apart', () => {
    const root = tempFolder();
    for (const each of ['bin', 'dist/program', 'package.json'])
      cpSync(join(dirname(builtProgram()), '..', each), join(root, each), { recursive: true });
    const program = join(root, 'bin/irsa-forge.js');
    const env = { XDG_CACHE_HOME: join(root, 'cache') };
    expect(run(['--help'], env, program).out).toContain('Least-privilege');
    const part = join(root, 'dist/program/start.cjs');
    const { mtime } = statSync(part);
    writeFileSync(part, readFileSync(part, 'utf8').replace('Least-privilege', 'Most-privileged'));
    utimesSync(part, mtime, mtime);
    expect(statSync(part).mtime).toEqual(mtime);
    for (let i = 0; i < 2; i++) expect(run(['--help'], env, program).out).toContain('Most-privileged');
  });

  test.each([
    ['empty', (file: string) => truncateSync(file, 0)],
    ['cut off', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 3))],
    ['another text', (file: string) => writeFileSync(file, '{"cpu":1,"lengths":7}\n')],
    ['of one line alone', (file: string) => writeFileSync(file, '{"cpu":1,"lengths":[["start.cjs",9,9]]}\n')],
  ])('is made again when it is %s', (_, damage) => {
    const { env, said, file } = warm();
    damage(file);
    expect(run(['catalog'], env)).toEqual(said);
    expect(statSync(file).size).toBeGreaterThan(1e5);
  });

  test('is not believed when a bit of it is wrong', () => {
    const { env, said, file } = warm();
    const whole = readFileSync(file);
    for (let at = 200; at < whole.length; at += Math.floor(whole.length / 12)) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      writeFileSync(file, bytes);
      expect(run(['catalog'], env)).toEqual(said);
    }
  });

  test('is not taken from another user', () => {
    // Only root can give files away.
    if (process.getuid?.() !== 0) return;
    const { env, said, file } = warm();
    chownSync(file, 12345, 12345);
    expect(run(['catalog'], env)).toEqual(said);
    expect(statSync(file).uid).toBe(0);
  });

  test.each<[string, (folder: string) => Env]>([
    ['there is no home', () => ({})],
    ['the home is no folder', () => ({ HOME: '/dev/null' })],
    ['the folder for caches is a relative path', () => ({ XDG_CACHE_HOME: 'cache' })],
    ['the folder for caches cannot be written', () => ({ XDG_CACHE_HOME: '/proc' })],
    [
      'a file stands in the way',
      (folder) => {
        writeFileSync(join(folder, 'irsa-forge'), '');
        return { XDG_CACHE_HOME: folder };
      },
    ],
    [
      'a folder stands in the way',
      (folder) => {
        mkdirSync(cacheOf(folder, 'catalog'), { recursive: true });
        return { XDG_CACHE_HOME: folder };
      },
    ],
    ["Node's own variable forbids it", (folder) => ({ XDG_CACHE_HOME: folder, ...NOT_KEPT })],
  ])('is done without when %s', (_, make) => {
    const folder = tempFolder();
    const env = make(folder);
    const before = list(folder);
    expect(run(['catalog'], env)).toEqual(run(['catalog'], NOT_KEPT));
    expect(list(folder)).toEqual(before);
  });

  test('goes below the home where nothing else is said', () => {
    const home = tempFolder();
    run(['catalog'], { HOME: home });
    expect(lstatSync(cacheOf(join(home, '.cache'), 'catalog')).isFile()).toBe(true);
  });

  test('takes the place of what other releases left long ago', () => {
    const folder = tempFolder();
    const all = join(folder, 'irsa-forge');
    writeFiles(all, { '0.0.1/lint': '', '0.0.2/lint': '' });
    utimesSync(join(all, '0.0.1'), new Date(0), new Date(0));
    run(['catalog'], { XDG_CACHE_HOME: folder });
    expect(readdirSync(all)).toEqual(['0.0.2', basename(dirname(cacheOf(folder, 'catalog')))].sort());
  });

  test('is not kept for words that are no command', () => {
    const folder = tempFolder();
    expect(run(['genrate'], { XDG_CACHE_HOME: folder }).code).toBe(2);
    expect(list(folder)).toEqual([]);
  });

  test('is whole when several runs make it at once', async () => {
    const folder = tempFolder();
    const said = run(['catalog'], NOT_KEPT);
    const runs = Array.from({ length: 6 }, async () => {
      const child = spawn(process.execPath, [builtProgram(), 'catalog'], {
        env: { XDG_CACHE_HOME: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { out, err };
    });
    for (const { out, err } of await Promise.all(runs))
      expect({ out, err }).toEqual({ out: said.out, err: '' });
    const file = cacheOf(folder, 'catalog');
    expect(readdirSync(dirname(file))).toEqual(['catalog']);
    const before = isWritten(file);
    run(['catalog'], { XDG_CACHE_HOME: folder });
    expect(isWritten(file)).toBe(before);
  });
});
