import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Failure } from '../../diagnostics.js';
import { readSource } from '../../spec/source.js';
import { type Layer, linesOf, type Origin, readSets, type State } from '../../wizard/index.js';
import type { CommandContext } from '../command.js';
import { readSpecFile } from '../spec-files.js';

/** The options of `init`. */
export interface InitOptions {
  readonly file: string;
  readonly from?: string;
  readonly out?: string;
  readonly set: readonly string[];
  readonly yes?: boolean;
  readonly generate: boolean;
}

/** Where a run starts, and what it is about. */
export interface Start {
  readonly name: string;
  readonly path: string;
  readonly origin?: Origin;
  readonly inPlace: boolean;
  readonly layers: readonly Layer[];
  readonly standard: State['standard'];
}

/** The spec to begin with, from the file that is there or the one that is named; undefined when it cannot be read as one. */
export async function readStart(options: InitOptions, context: CommandContext): Promise<Start | undefined> {
  const { file: name, from } = options;
  const path = resolve(context.cwd, name);
  const environment = process.env['IRSA_FORGE_SET'];
  const ahead: readonly Layer[] = [
    ...(environment === undefined ? [] : [readSets(linesOf(environment), 'env', 'IRSA_FORGE_SET')]),
    readSets(options.set, 'set', '--set'),
  ];
  const source = from ?? (existsSync(path) ? name : undefined);
  if (source === undefined) {
    return { name, path, inPlace: false, layers: ahead, standard: await readStandard(ahead, path, context) };
  }
  const spec = await readSpecFile(source, context.cwd, context.stdin);
  const inPlace = spec.path === path;
  if (!inPlace && existsSync(path)) {
    throw new Failure('spec-exists', 'user', `${name} is here already, and --from would replace it`, {
      help: `leave --from out to change ${name}, or write to another file with -f`,
    });
  }
  const read = readSource(spec.text, spec.name);
  const faults = read.ok ? read.value.faults : read.diagnostics;
  if (!read.ok || faults.length > 0 || !isMap(read.value.value)) {
    context.output.diagnostics(faults);
    context.output.json({ ok: false, diagnostics: faults });
    context.output.failure(`${spec.name} cannot be read as a spec`, 'correct it by hand first');
    return undefined;
  }
  const origin: Origin = { text: spec.text, value: read.value.value };
  const layers: readonly Layer[] = [{ source: 'file', value: origin.value }, ...ahead];
  return { name, path, origin, inPlace, layers, standard: await readStandard(layers, path, context) };
}

/** The values of the standard that the spec names; one that cannot be loaded is reported with the spec's own faults. */
async function readStandard(
  layers: readonly Layer[],
  path: string,
  { cwd }: CommandContext,
): Promise<State['standard']> {
  const ref = layers.map(({ value }) => value['standard']).findLast((named) => named !== undefined);
  if (typeof ref !== 'string') return undefined;
  const { standardValues } = await import('../../wizard/standard-values.js');
  return standardValues(ref, dirname(path), cwd);
}

function isMap(value: unknown): value is Origin['value'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses to write over what somebody else wrote while the questions were answered. */
export function refuseIfTouched({ path, name, origin, inPlace }: Start): void {
  const now = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (now === (inPlace ? origin?.text : undefined)) return;
  throw new Failure('spec-changed', 'user', `${name} was changed by somebody else meanwhile`, {
    help: 'nothing was written; run init again, which offers to go on with your answers',
  });
}
