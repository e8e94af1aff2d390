import { type Diagnostic, type FieldPath, hasErrors, type Result, type Severity } from './diagnostics.js';
import { buildModel } from './model/build.js';
import { checkModel } from './model/check.js';
import { modelElsewhere, withCluster } from './model/elsewhere.js';
import type { AccessModel, Whereabouts } from './model/types.js';
import { own } from './plain-data.js';
import { type BaseFiles, readSpec } from './spec/extends.js';
import { type Report, sortByPlace } from './spec/findings.js';
import { checkSpec } from './spec/parse.js';
import { readSource } from './spec/source.js';
import type { Source } from './spec/source-file.js';
import type { Spec } from './spec/types.js';
import { quote } from './text/quote.js';

/** A platform team's standard as it acts on specs; `standard/` makes them. */
export interface SpecStandard {
  /** Gives a spec its values, before the spec is checked. */
  amend(source: Source): AmendedSpec;
}

/** A spec with the values of a standard, and what the standard asks of it. */
export interface AmendedSpec {
  readonly source: Source;
  checkSpec(spec: Spec, report: Report): void;
  checkModel(model: AccessModel, report: Report): void;
  /** The value of the same spec, with those of its standard, for another cluster. */
  valueFor?(cluster: Whereabouts): unknown;
  /** Says of each finding what the standard has to do with it. */
  attribute(diagnostics: readonly Diagnostic[]): readonly Diagnostic[];
}

/** Judges what a spec says in IAM's own terms, but for what is refused already; `lint/` makes them. */
export type PolicyJudge = (source: Source, refused: readonly Diagnostic[]) => readonly Diagnostic[];

/** The judge that a spec takes, with the severities that its standard gives to rules; undefined where there is nothing to judge. */
export type JudgeFor = (
  source: Source,
  severities?: Readonly<Record<string, Severity | 'off'>>,
) => Promise<PolicyJudge | undefined>;

/** Whether a spec says something in IAM's own terms, so that it takes a judge. */
export function needsJudge({ value }: Pick<Source, 'value'>): boolean {
  const boundary = own(own(value, 'identity'), 'permissionsBoundaryArn');
  const workloads = own(value, 'workloads');
  return (
    // What a boundary of one's own is called, nobody else knows.
    (typeof boundary === 'string' && boundary.includes(':iam::aws:')) ||
    (Array.isArray(workloads) &&
      workloads.some((workload) =>
        ['statements', 'policyArns'].some((field) => own(workload, field) !== undefined),
      ))
  );
}

/** Reads a spec, with what it extends if files can be opened, and derives its model: every finding about either, with its place. */
export function loadModel(
  text: string,
  file: string,
  standard?: SpecStandard,
  judge?: PolicyJudge,
  bases?: BaseFiles,
): Result<AccessModel> {
  const source = bases === undefined ? readSource(text, file) : readSpec(text, file, bases);
  return source.ok ? modelOf(amendSource(source.value, standard), judge) : source;
}

/** A spec's source with the values of its standard, if it is given one. */
export function amendSource(source: Source, standard?: SpecStandard): AmendedSpec {
  return standard?.amend(source) ?? plain(source);
}

/** Derives the model of a spec that was read before. */
export function modelOf(amended: AmendedSpec, judge?: PolicyJudge): Result<AccessModel> {
  let model: AccessModel | undefined;
  const parsed = checkSpec(
    amended.source,
    (spec, report) => amended.checkSpec(spec, report),
    (spec, report) => {
      model = buildModel(spec);
      for (const { severity, code, path, message, help } of checkModel(model))
        report[severity](code, path, message, help);
      amended.checkModel(model, report);
    },
  );
  const judged = judge?.(amended.source, parsed.diagnostics) ?? [];
  const diagnostics = amended.attribute(sortByPlace([...parsed.diagnostics, ...judged]));
  if (!parsed.ok || model === undefined || hasErrors(diagnostics)) return { ok: false, diagnostics };
  const { valueFor } = amended;
  const isModule = model.spec.terraform.layout === 'module' && valueFor !== undefined;
  const value = isModule ? { ...model, elsewhere: modelElsewhere(model, valueFor) } : model;
  return { ok: true, value, diagnostics };
}

/** The model of a spec that was accepted before, with what its standard gave to it; undefined where this release refuses it. */
export function modelAgain(written: unknown): AccessModel | undefined {
  const read = readSource(JSON.stringify(written), 'the spec of the last run');
  if (!read.ok) return undefined;
  const source = read.value;
  const model = modelOf({
    source,
    checkSpec: () => {},
    checkModel: () => {},
    attribute: (diagnostics) => diagnostics,
  });
  return model.ok ? model.value : undefined;
}

const NAMED: FieldPath = ['standard'];
const NOT_LOADED = 'spec/standard-not-loaded';

/** A spec without a standard; one that names a standard must not be taken for one. */
function plain(source: Source): AmendedSpec {
  return {
    source,
    checkSpec: ({ standard }, report) => {
      if (standard === undefined) return;
      const message = `${quote(standard)} is a standard that was not loaded`;
      report.error(NOT_LOADED, NAMED, message, 'load it with loadStandard, and give it to loadModel');
    },
    checkModel: () => {},
    valueFor: (cluster) => withCluster(source.value, cluster),
    // What a standard may give is not missing yet.
    attribute: (diagnostics) => {
      const notLoaded = diagnostics.filter(({ code }) => code === NOT_LOADED);
      return notLoaded.length > 0 ? notLoaded : diagnostics;
    },
  };
}
