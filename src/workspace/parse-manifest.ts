import { Failure } from '../diagnostics.js';
import { isMap } from '../plain-data.js';
import { type MergeSides, mergeSides } from '../text/git-conflict.js';
import { quote } from '../text/quote.js';
import { unpackText } from './base-lines.js';
import {
  MANIFEST_VERSION,
  type Manifest,
  type ManifestFile,
  type StandardStamp,
  textOf,
} from './manifest.js';
import { findPathProblem, MANIFEST_NAME } from './paths.js';
import { sha256 } from './text.js';

const HELP =
  'restore it from version control (after a git merge, take either side), or delete it and run generate --adopt';

/** Why a manifest is not read. */
class Refusal extends Error {
  constructor(
    reason: string,
    readonly help: string = HELP,
  ) {
    super(reason);
  }
}

/** Reads a manifest; it is data from outside, so anything unexpected is refused with a Failure naming `place`. */
export function parseManifest(text: string, place: string = MANIFEST_NAME): Manifest {
  try {
    const sides = mergeSides(text);
    return sides === undefined ? parseStored(text) : parseSides(sides);
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const { message, help } = cause;
    throw new Failure('output-manifest', 'user', `${place} cannot be used: ${message}`, { help, cause });
  }
}

function parseSides({ ours, theirs }: MergeSides): Manifest {
  const own = parseStored(ours);
  const other = parseStored(theirs);
  return { ...own, merging: { theirs: other, lines: new Set([own, other].flatMap(linesOf)) } };
}

function parseStored(text: string): Manifest {
  const stored = record(parseJson(text), 'the manifest');
  checkVersion(stored['version']);
  checkFields(stored, ['version', 'tool', 'spec', 'standard', 'files', 'lines'], 'the manifest');
  const shared = stored['lines'] === undefined ? [] : parseLines(stored['lines'], 'lines');
  const files = new Map<string, ManifestFile>();
  for (const [path, value] of Object.entries(record(stored['files'], 'files'))) {
    const problem = findPathProblem(path);
    if (problem !== undefined) throw new Refusal(`the path ${quote(path)} ${problem}`);
    files.set(path, parseFile(value, path, shared));
  }
  const tool = textField(stored['tool'], 'tool');
  const { spec } = stored;
  if (!isMap(spec) && typeof spec !== 'string') throw new Refusal('spec is not a map');
  const standard = stored['standard'] === undefined ? {} : { standard: parseStandard(stored['standard']) };
  return { tool, spec, ...standard, files };
}

function linesOf({ files }: Manifest): readonly string[] {
  return [...files.values()].flatMap((file) => textOf(file)?.split('\n') ?? []);
}

function parseFile(value: unknown, path: string, shared: readonly string[]): ManifestFile {
  const where = `files[${quote(path)}]`;
  const file = record(value, where);
  checkFields(file, ['sha256', 'edited', 'unresolved', 'base'], where);
  if (file['unresolved'] !== undefined && file['unresolved'] !== true)
    throw new Refusal(`${where}.unresolved is not true`);
  const more = {
    ...(file['edited'] === undefined ? {} : { edited: hashField(file['edited'], `${where}.edited`) }),
    ...(file['unresolved'] === true ? { unresolved: true as const } : {}),
  };
  const { base } = file;
  if (Array.isArray(base)) {
    return { rendered: { text: parseLines(base, `${where}.base`).join('\n') }, ...more };
  }
  const hash = hashField(file['sha256'], `${where}.sha256`);
  const text = base === undefined ? undefined : unpackText(shared, textField(base, `${where}.base`));
  const fits = text !== undefined && sha256(text) === hash;
  return { rendered: fits ? { text } : { sha256: hash }, ...more };
}

function parseStandard(value: unknown): StandardStamp {
  const standard = record(value, 'standard');
  checkFields(standard, ['name', 'version', 'hash'], 'standard');
  const field = (name: string): string => textField(standard[name], `standard.${name}`);
  return { name: field('name'), version: field('version'), hash: field('hash') };
}

function parseLines(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value) || value.some((line) => typeof line !== 'string'))
    throw new Refusal(`${where} is not a list of strings`);
  return value as readonly string[];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const merging = /^(<{7}|>{7})/m.test(text);
    throw new Refusal(merging ? 'it holds conflict markers of a git merge' : 'it is not JSON');
  }
}

function checkVersion(version: unknown): void {
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw new Refusal(`its version is not a number from 1 to ${MANIFEST_VERSION}`);
  if (version <= MANIFEST_VERSION) return;
  const help = 'use the release of irsa-forge that wrote it, or a later one';
  const known = `this release knows none after ${MANIFEST_VERSION}`;
  throw new Refusal(`it has format version ${version}, and ${known}`, help);
}

function checkFields(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refusal(`${where} has an unknown field ${quote(unknown)}`);
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(`${where} is not an object`);
  return value as Readonly<Record<string, unknown>>;
}

function textField(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new Refusal(`${where} is not a string`);
  return value;
}

function hashField(value: unknown, where: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value))
    throw new Refusal(`${where} is not a SHA-256`);
  return value;
}
