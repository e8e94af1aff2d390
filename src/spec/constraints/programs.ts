import { aboutParameter, type Program } from '../../catalog/index.js';
import { BOTH } from '../../catalog/program.js';
import type { FieldPath } from '../../diagnostics.js';
import { kindOf } from '../../grants/index.js';
import { isMap } from '../../plain-data.js';
import { nearest, oneOf } from '../../text/nearest.js';
import { asClause, listWords, quote } from '../../text/quote.js';
import { arnsWithin, usedProgram } from '../programs.js';
import { whileReadable } from '../readable.js';
import type { Mechanism } from '../types.js';
import { checkGrantNames } from './grants.js';
import { ownerPath } from './identity.js';
import { checkPartition } from './partition.js';
import { eachWorkload, type Rule, type RuleContext } from './rule.js';

type ProgramRule = (program: Program, path: FieldPath, context: RuleContext) => void;

/** A rule that asks every workload which uses a program. */
function eachProgram(rule: ProgramRule): Rule {
  return eachWorkload((_workload, path, context) => {
    const program = usedProgram(context.given([...path, 'uses']));
    if (program !== undefined) rule(program, path, context);
  });
}

const parametersGiven = eachProgram((program, path, { given, report }) => {
  const where = [...path, 'with'];
  const misspelt = unknownParameters(program, given(where)).map((name) => nearest(name, namesOf(program)));
  for (const { name, required } of program.parameters) {
    if (!required || given([...where, name]) !== undefined || misspelt.includes(name)) continue;
    const message = `is missing, which ${program.name} needs`;
    report.error(
      'spec/missing-parameter',
      [...where, name],
      message,
      `it is required: ${asClause(aboutParameter(program, name))}`,
    );
  }
  const { atLeastOneOf = [] } = program;
  if (atLeastOneOf.length === 0 || atLeastOneOf.some((name) => given([...where, name]) !== undefined)) return;
  const message = `has neither ${listWords(atLeastOneOf, 'nor')}, and without them ${program.name} may do nothing`;
  report.error('spec/missing-parameter', where, message, `give at least one of ${listWords(atLeastOneOf)}`);
});

const parametersKnown = eachProgram((program, path, { given, report }) => {
  const known = namesOf(program);
  for (const name of unknownParameters(program, given([...path, 'with']))) {
    const help = known.length === 0 ? 'it takes none: take with out' : oneOf(name, known);
    const message = `is no parameter of ${program.name}`;
    report.atKey('spec/unknown-parameter', [...path, 'with', name], message, help);
  }
});

const namesOf = ({ parameters }: Program): readonly string[] => parameters.map(({ name }) => name);

/** What `with` holds that the program does not take. */
function unknownParameters(program: Program, values: unknown): readonly string[] {
  const known = namesOf(program);
  return isMap(values) ? Object.keys(values).filter((name) => !known.includes(name)) : [];
}

const mechanismKnown = eachWorkload(({ identity: { mechanism } }, path, { given, wrote, report }) => {
  const program = usedProgram(given([...path, 'uses']));
  if (program === undefined) return;
  const refused = checkMechanism(program, mechanism);
  if (refused !== undefined)
    report.error('spec/program-mechanism', ownerPath(wrote, path, 'mechanism'), ...refused);
});

/** Message and help for a mechanism that a program cannot use. */
export function checkMechanism(
  { name, mechanisms }: Pick<Program, 'name' | 'mechanisms'>,
  mechanism: Mechanism,
): readonly [string, string] | undefined {
  const wanted = mechanism === 'both' ? BOTH : [mechanism];
  if (wanted.every((each) => mechanisms.includes(each))) return undefined;
  return [`${quote(mechanism)} is nothing that ${name} can use`, `use ${listWords(mechanisms, 'or')}`];
}

const partitionsFit = eachProgram((_program, path, context) => {
  const where = [...path, 'with'];
  for (const [arn, at] of arnsWithin(context.given(where), where)) checkPartition(arn, at, context);
});

const bucketsNamed = eachProgram((_program, path, context) => {
  const where = [...path, 'with', 'buckets'];
  const entries = context.given(where);
  const kind = kindOf('buckets');
  if (kind === undefined || !Array.isArray(entries)) return;
  for (const [index, entry] of entries.entries()) {
    if (!isMap(entry)) continue;
    whileReadable(() => {
      checkGrantNames({ kind, entry: { access: [], ...entry }, path: [...where, index], context });
    });
  }
});

/** What must hold of `workloads[].uses` and `workloads[].with`. */
export const programRules: readonly Rule[] = [
  parametersGiven,
  parametersKnown,
  mechanismKnown,
  partitionsFit,
  bucketsNamed,
];
