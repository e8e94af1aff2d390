import { groupBy } from '../collections.js';
import type { FieldPath } from '../diagnostics.js';
import { GRANT_KINDS } from '../grants/index.js';
import { isMap, own } from '../plain-data.js';
import { applies, lookUpIn } from '../spec/applies.js';
import { fillPlaceholders } from './placeholders.js';
import { NAMED_FIELDS, type NamedThing, type NamingRule, type Origin, type Standard } from './types.js';
import { matchesAll } from './when.js';

/** Puts a name in its place. */
export type PutName = (path: FieldPath, name: string, origin: Origin) => void;

/** Makes the names that a spec leaves out, from the templates of a standard; each may use those made before it. */
export function fillNames(spec: unknown, { chain }: Standard, put: PutName): void {
  for (const thing of Object.keys(NAMED_FIELDS) as readonly NamedThing[]) {
    const rules = chain
      .flatMap(({ naming }) => naming)
      .filter((rule) => rule.thing === thing && rule.template !== undefined);
    if (rules.length > 0) fillName(spec, thing, rules, put);
  }
}

function fillName(spec: unknown, thing: NamedThing, rules: readonly NamingRule[], put: PutName): void {
  const workloads = own(spec, 'workloads');
  if (!Array.isArray(workloads)) return;
  const field = NAMED_FIELDS[thing];
  const sharersOf = thing === 'roleName' || thing === 'policyName' ? shareRoles(workloads) : justItself;
  for (const [index, workload] of workloads.entries()) {
    const sharers = sharersOf(index);
    if (!isMap(workload) || sharers[0] !== index) continue;
    const sharing = sharers.map((at) => workloads[at]);
    if (!applies(`workloads[].${field}`, lookUpIn(spec, ['workloads', index]))) continue;
    if (!needName(thing, sharing)) continue;
    const rule = rules.findLast(({ terms }) => matchesAll(terms.when, spec, index));
    const name = rule?.template && fillPlaceholders(rule.template, { spec, workload });
    if (rule === undefined || name === undefined) continue;
    const { standard, place } = rule;
    for (const at of sharers) put(['workloads', at, field], name, { standard, place });
  }
}

function justItself(index: number): readonly number[] {
  return [index];
}

/** The workloads that share a role with one, as far as the spec says so; itself among them, all in order. */
function shareRoles(workloads: readonly unknown[]): (index: number) => readonly number[] {
  const accountOf = (workload: unknown) => `${own(workload, 'namespace')}/${own(workload, 'serviceAccount')}`;
  const byAccount = groupBy(workloads.keys(), (index) => accountOf(workloads[index]));
  const byRole = groupBy(workloads.keys(), (index) => own(workloads[index], 'roleName'));
  return (index) => {
    const account = byAccount.get(accountOf(workloads[index])) ?? [];
    const role = own(workloads[index], 'roleName');
    const sameRole = role === undefined ? [] : (byRole.get(role) ?? []);
    const first = Math.min(...[account, sameRole].flatMap((indexes) => indexes.slice(0, 1)));
    // The others of a group are not asked for again.
    return first === index ? [...new Set([...account, ...sameRole])].sort((a, b) => a - b) : [first];
  };
}

/** Whether workloads lack a name. */
function needName(thing: NamedThing, sharing: readonly unknown[]): boolean {
  if (sharing.some((workload) => own(workload, NAMED_FIELDS[thing]) !== undefined)) return false;
  return thing !== 'policyName' || sharing.some(hasPolicy);
}

function hasPolicy(workload: unknown): boolean {
  return [...GRANT_KINDS.map(({ field }) => field), 'statements'].some((field) => {
    const grants = own(workload, field);
    return Array.isArray(grants) && grants.length > 0;
  });
}
