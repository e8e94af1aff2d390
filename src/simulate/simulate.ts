import { type Diagnostic, type FieldPath, formatPath } from '../diagnostics.js';
import { type Decision, evaluate } from '../iam/evaluate/index.js';
import { own } from '../plain-data.js';
import { quote } from '../text/quote.js';
import { readCase, type SimulationCase } from './cases.js';
import type { Reporter } from './fields.js';

/** What `simulate --format json` prints for one case. */
export interface SimulationResult {
  /** As the case has it, or its place in the input when it has none: `[3]`. */
  readonly id: string;
  /** `refused`: the case cannot be evaluated, or IAM would not take one of its policies. */
  readonly decision: Decision['decision'] | 'refused';
  /** Sentences, the most telling first; never empty. */
  readonly reasons: readonly string[];
}

/** A result for each case, in input order. */
export interface Simulation {
  readonly results: readonly SimulationResult[];
  /** Errors alone, the reasons of refused cases among them; none means that every case was evaluated. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Evaluates a parsed JSON file of cases; fields that it does not know are left alone, unless they hold policies. `repeated`: paths of keys
 * that the text holds twice, which parsing has lost.
 */
export function simulate(input: unknown, repeated: readonly FieldPath[] = []): Simulation {
  if (!Array.isArray(input)) {
    const message = `${quote(input)} is not a list of cases, each with id, identityPolicies and request`;
    return { results: [], diagnostics: [{ code: 'simulate/not-a-list', severity: 'error', message }] };
  }
  const ofCase = groupByCase(repeated);
  const places = new Map<string, number>();
  const diagnostics: Diagnostic[] = [];
  const results = input.map((value: unknown, index) => {
    const problems: Problem[] = [];
    const report: Reporter = (code, path, message) => problems.push({ code, path, message });
    const found = readCase(value, [index], report);
    for (const path of ofCase.get(index) ?? [])
      report('duplicate-key', path, `${quote(path.at(-1))} stands twice in one object`);
    const id = own(value, 'id');
    if (typeof id === 'string' && id !== '') reportTwice(id, index, places, report);
    diagnostics.push(...problems.map(toDiagnostic));
    return found !== undefined && problems.length === 0 ? decide(found) : refuse(value, index, problems);
  });
  return { results, diagnostics };
}

interface Problem {
  readonly code: string;
  readonly path: FieldPath;
  readonly message: string;
}

function groupByCase(paths: readonly FieldPath[]): ReadonlyMap<unknown, readonly FieldPath[]> {
  const found = new Map<unknown, FieldPath[]>();
  for (const path of paths) found.set(path[0], [...(found.get(path[0]) ?? []), path]);
  return found;
}

function reportTwice(id: string, index: number, places: Map<string, number>, report: Reporter): void {
  const earlier = places.get(id);
  if (earlier === undefined) places.set(id, index);
  else report('duplicate-id', [index, 'id'], `${quote(id)} is the id of case [${earlier}] already`);
}

function decide({ id, request, policies }: SimulationCase): SimulationResult {
  const { decision, reasons } = evaluate(request, policies);
  return { id, decision, reasons };
}

function refuse(value: unknown, index: number, problems: readonly Problem[]): SimulationResult {
  const id = own(value, 'id');
  const reasons = problems.map(({ path, message }) => {
    const field = formatPath(path.slice(1));
    return field === '' ? message : `${field}: ${message}`;
  });
  return { id: typeof id === 'string' && id !== '' ? id : `[${index}]`, decision: 'refused', reasons };
}

function toDiagnostic({ code, path, message }: Problem): Diagnostic {
  return { code: `simulate/${code}`, severity: 'error', message, path: formatPath(path) };
}
