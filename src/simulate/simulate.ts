import type { Diagnostic } from '../diagnostics.js';
import { type Decision, evaluate } from '../iam/evaluate/index.js';
import { collectInto, readCase, type SimulationCase } from './cases.js';
import { quote } from './fields.js';

/** What `simulate --format json` prints for one case. */
export interface SimulationResult {
  readonly id: string;
  readonly decision: Decision['decision'];
  /** Sentences, the most telling first; never empty. */
  readonly reasons: readonly string[];
}

/** The results of all cases that could be evaluated, in input order, and what is wrong with the others. */
export interface Simulation {
  readonly results: readonly SimulationResult[];
  /** Errors alone; none means that every case was evaluated. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Evaluates a parsed JSON file of cases; fields that it does not know are left alone. */
export function simulate(input: unknown): Simulation {
  const diagnostics: Diagnostic[] = [];
  const results = readCases(input, diagnostics).map(({ id, request, policies }) => {
    const { decision, reasons } = evaluate(request, policies);
    return { id, decision, reasons };
  });
  return { results, diagnostics };
}

function readCases(input: unknown, diagnostics: Diagnostic[]): readonly SimulationCase[] {
  const report = collectInto(diagnostics);
  if (!Array.isArray(input)) {
    report(
      'not-a-list',
      [],
      `${quote(input)} is not a list of cases, each with id, identityPolicies and request`,
    );
    return [];
  }
  const firstWith = new Map<string, number>();
  return input.flatMap((value: unknown, index) => {
    const found = readCase(value, [index], report);
    if (found === undefined) return [];
    const earlier = firstWith.get(found.id);
    if (earlier === undefined) firstWith.set(found.id, index);
    else report('duplicate-id', [index, 'id'], `${quote(found.id)} is the id of case [${earlier}] already`);
    return earlier === undefined ? [found] : [];
  });
}
