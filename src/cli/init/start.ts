import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Diagnostic, Failure, formatPath } from '../../diagnostics.js';
import { stateNameOf } from '../../model/state-object.js';
import { isMap, valueAt } from '../../plain-data.js';
import { hasPlaceholder } from '../../spec/placeholders.js';
import { readSource } from '../../spec/source.js';
import type { Source } from '../../spec/source-file.js';
import type { StandardAdvice } from '../../standard/advice.js';
import { quote } from '../../text/quote.js';
import {
  describeSource,
  joinLayers,
  type Layer,
  linesOf,
  type Origin,
  parsePath,
  readSets,
  type State,
  unsetAt,
} from '../../wizard/index.js';
import type { CommandContext } from '../command.js';
import { readSpecSource } from '../read-spec.js';
import { readSpecFile, type SpecFile } from '../spec-files.js';

/** The options of `init`. */
export interface InitOptions {
  readonly file: string;
  readonly from?: string;
  readonly out?: string;
  readonly set: readonly string[];
  readonly yes?: boolean;
  readonly today?: string;
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
  const environment = context.env['IRSA_FORGE_SET'];
  const ahead: readonly Layer[] = [
    ...(environment === undefined ? [] : [readSets(linesOf(environment), 'env', 'IRSA_FORGE_SET')]),
    ...(options.set.length === 0 ? [] : [readSets(options.set, 'set', '--set')]),
  ];
  const source = from ?? (existsSync(path) ? name : undefined);
  if (source === undefined)
    return withStandard({ name, path, inPlace: false, layers: ahead }, options, context);
  const spec = await readSpecFile(source, context);
  const inPlace = spec.path === path;
  if (!inPlace && existsSync(path)) {
    throw new Failure('spec-exists', 'user', `${name} is here already, and --from would replace it`, {
      help: `leave --from out to change ${name}, or write to another file with -f`,
    });
  }
  const read = readSpecSource(spec, context.cwd);
  const faults = read.ok ? read.value.faults.filter((fault) => !isOfOtherCluster(fault)) : read.diagnostics;
  if (!read.ok || faults.length > 0 || !isMap(read.value.value)) {
    context.output.diagnostics(faults);
    context.output.json({ ok: false, diagnostics: faults });
    context.output.failure(`${spec.name} cannot be read as a spec`, 'correct it by hand first');
    return undefined;
  }
  const origin = originOf(spec, read.value, path, context);
  if (!inPlace) dropState(origin.value, spec.name, context);
  const layers: readonly Layer[] = [{ source: 'file', value: origin.value }, ...ahead];
  const named = read.value.locate(['standard']).file;
  const folder = named === spec.name ? dirname(path) : dirname(resolve(context.cwd, named));
  return withStandard({ name, path, origin, inPlace, layers }, options, context, folder);
}

/** What a base says of another cluster is asked again. */
function isOfOtherCluster({ code }: Diagnostic): boolean {
  return code === 'spec/of-another-cluster';
}

function originOf(spec: SpecFile, source: Source, path: string, { cwd, output }: CommandContext): Origin {
  const value = structuredClone(source.value) as Origin['value'];
  for (const { path: field = '', message } of source.faults.filter(isOfOtherCluster)) {
    unsetAt(value, parsePath(field) ?? []);
    output.note(`${field} ${message}: it is left out`);
  }
  const [base] = source.bases;
  if (base === undefined) return { text: spec.text, source, value };
  const read = readSource(spec.text, spec.name);
  const alone = read.ok ? read.value : source;
  const below = readSpecSource({ text: base.text, name: base.file }, cwd);
  const from = resolve(cwd, dirname(spec.name));
  const own: Origin['value'] = { ...(alone.value as object) };
  // A copy elsewhere extends the same file.
  own['extends'] =
    from === dirname(path) ? own['extends'] : relative(dirname(path), join(from, String(own['extends'])));
  return {
    text: spec.text,
    source: alone,
    value,
    overlay: { own, base: below.ok ? below.value : base },
  };
}

/** Two specs that share a state of Terraform destroy what the other has made: a copy gets one of its own. */
function dropState(value: Origin['value'], from: string, { output }: CommandContext): void {
  const type = String(valueAt(value, ['terraform', 'backend', 'type']));
  const name = stateNameOf(type);
  const path = ['terraform', 'backend', 'config', name ?? ''];
  const given = valueAt(value, path);
  if (name === undefined || given === undefined || hasPlaceholder(given)) return;
  const which = `${formatPath(path)} ${quote(given)} names the state of ${from}`;
  if (type === 's3') unsetAt(value, path);
  const so =
    type === 's3' ? 'it is left out' : 'give this spec another, or each destroys what the other has made';
  output.note(`${which}: ${so}`);
}

/** The start with the standard that the spec names; undefined when that cannot be loaded, which is reported. */
async function withStandard(
  start: Omit<Start, 'standard'>,
  { today }: InitOptions,
  { cwd, output }: CommandContext,
  folder = dirname(start.path),
): Promise<Start | undefined> {
  const { layers } = start;
  const given = joinLayers(layers);
  const { standard: ref } = given;
  if (typeof ref !== 'string') return { ...start, standard: undefined };
  const { openHouseRules } = await import('../../wizard/house-rules.js');
  // What the file names is seen from there, what an option names from the new spec.
  const from = ref === start.origin?.value['standard'] ? folder : dirname(start.path);
  const opened = openHouseRules(ref, { folder: from, cwd, today });
  if (!opened.ok) {
    output.diagnostics(opened.diagnostics);
    output.json({ ok: false, diagnostics: opened.diagnostics });
    output.failure(`the standard ${quote(ref)} cannot be loaded`, 'nothing was asked or written');
    return undefined;
  }
  const { conflicts } = opened.value.advise(given);
  for (const conflict of conflicts) refuseOption(conflict, layers);
  return { ...start, standard: opened.value };
}

/** An option against a lock is wrong at once; what a file says against it can be changed in the questions. */
function refuseOption(
  { path, value, lock }: StandardAdvice['conflicts'][number],
  layers: readonly Layer[],
): void {
  const source = layers.findLast((layer) => valueAt(layer.value, path) !== undefined)?.source;
  if (source === undefined || source === 'file') return;
  const message = `${quote(value)} is not what the standard ${quote(lock.standard)} locks`;
  throw new Failure('set-locked', 'user', `${describeSource(source)} ${formatPath(path)}: ${message}`, {
    help: `it must be ${quote(lock.value)}: leave it out`,
  });
}

/** Refuses to write over what somebody else wrote while the questions were answered. */
export function refuseIfTouched({ path, name, origin, inPlace }: Start): void {
  const now = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (now === (inPlace ? origin?.text : undefined)) return;
  throw new Failure('spec-changed', 'user', `${name} was changed by somebody else meanwhile`, {
    help: 'nothing was written; run init again, which offers to go on with your answers',
  });
}
