import type { FieldPath } from '../diagnostics.js';
import type { AccessModel } from '../model/types.js';
import { forEach } from '../spec/readable.js';
import type { Spec } from '../spec/types.js';
import { oneOf } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import { accessKind, findForbiddenAccess, isAccessAllowed } from './access-words.js';
import { matchesGlob } from './glob.js';
import { withOverrides } from './merge.js';
import { fillExpression } from './placeholders.js';
import { matches } from './slow-pattern.js';
import { selectValues } from './spec-pattern.js';
import type { Breach } from './terms.js';
import {
  NAMED_FIELDS,
  type NamedThing,
  type NamingRule,
  type Restriction,
  type Standard,
  type TagRule,
  type Terms,
} from './types.js';

/** Takes note of a value against a rule. */
type Refuse = (terms: Terms, breach: Omit<Breach, 'rule'>) => void;

/** Checks a spec with all its defaults by what a standard allows, forbids, requires and names. */
export function checkRules(spec: Spec, { chain }: Standard, refuse: Refuse): void {
  for (const { restrictions, requiredTags, naming } of chain) {
    forEach(restrictions.flatMap(withOverrides), (rule) => checkRestriction(spec, rule, refuse));
    forEach(requiredTags, (rule) => checkTag(spec, rule, refuse));
    forEach(naming, (rule) => checkNames(spec, rule, refuse));
  }
}

function checkRestriction(spec: Spec, restriction: Restriction, refuse: Refuse): void {
  for (const { path, value } of selectValues(spec, restriction.pattern)) {
    const reason = refusal(restriction, path, value);
    if (reason === undefined) continue;
    refuse(restriction.terms, { code: `standard/${restriction.kind}`, path, ...reason });
  }
}

/** What is wrong with a value, and what would be right. */
type Reason = Pick<Breach, 'message' | 'help'>;

/** Why a restriction refuses a value at a path that it is about; undefined when it does not. */
export function refusal(
  { kind: effect, globs, standard }: Restriction,
  path: FieldPath,
  value: unknown,
): Reason | undefined {
  const by = `the standard ${quote(standard)}`;
  const kind = accessKind(path);
  if (effect === 'allowed') {
    const allowed = kind
      ? isAccessAllowed(kind, value as readonly string[], globs)
      : globs.some((glob) => matchesGlob(glob, String(value)));
    if (allowed) return undefined;
    return { message: `${shown(value)} is not allowed by ${by}`, help: allowedHelp(String(value), globs) };
  }
  const match = kind
    ? findForbiddenAccess(kind, value as readonly string[], globs)
    : globs.find((glob) => matchesGlob(glob, String(value)));
  if (match === undefined) return undefined;
  return {
    message: `${shown(value)} is forbidden by ${by}`,
    help: `use nothing that matches ${quote(match)}`,
  };
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.map((word) => quote(word)).join(', ') : quote(value);
}

function allowedHelp(value: string, globs: readonly string[]): string {
  const words = globs.filter((glob) => !/[*?]/.test(glob));
  if (words.length === globs.length) return oneOf(value, globs);
  return `use ${globs.length === 1 ? 'what matches' : 'one that matches'} ${globs.map((glob) => quote(glob)).join(' or ')}`;
}

function checkTag({ tags }: Spec, rule: TagRule, refuse: Refuse): void {
  const reason = tagRefusal(rule, tags[rule.key]);
  if (reason !== undefined)
    refuse(rule.terms, { code: 'standard/required-tag', path: ['tags', rule.key], ...reason });
}

function tagRefusal({ pattern, standard }: TagRule, value: string | undefined): Reason | undefined {
  if (value === undefined) {
    return {
      message: `is missing, but the standard ${quote(standard)} requires it`,
      help: `write it under tags, with a value that matches ${pattern}`,
    };
  }
  const found = matches(pattern, value);
  if (found === undefined) return tooSlow(value, pattern, standard);
  if (found) return undefined;
  return {
    message: `${quote(value)} is not what the standard ${quote(standard)} requires`,
    help: `use a value that matches ${pattern}`,
  };
}

function checkNames(spec: Spec, rule: NamingRule, refuse: Refuse): void {
  if (rule.pattern === undefined) return;
  forEach(spec.workloads, (workload, index) => {
    const value = workload[NAMED_FIELDS[rule.thing]];
    if (value === undefined) return;
    const reason = namingRefusal(rule, value, { spec, workload });
    if (reason !== undefined)
      refuse(rule.terms, misnamed(['workloads', index, NAMED_FIELDS[rule.thing]], reason));
  });
}

function misnamed(path: FieldPath, reason: Reason): Omit<Breach, 'rule'> {
  return { code: 'standard/naming', path, ...reason };
}

/** Why a naming rule refuses a name; undefined when it does not, or when what it depends on is not there yet. */
function namingRefusal(
  { thing, pattern, template, standard }: NamingRule,
  name: string,
  source: { readonly spec: unknown; readonly workload?: unknown },
): Reason | undefined {
  const expression = pattern === undefined ? undefined : fillExpression(pattern, source);
  if (expression === undefined) return undefined;
  const found = matches(expression, name);
  if (found === true) return undefined;
  if (found === undefined) return tooSlow(name, expression, standard);
  const example = template === undefined ? '' : `, or leave it out: then it is ${template}`;
  return {
    message: `${quote(name)} is not how the standard ${quote(standard)} names ${NOUNS[thing]}`,
    help: `use a name that matches ${expression}${example}`,
  };
}

function tooSlow(value: string, pattern: string, standard: string) {
  return {
    message: `${quote(value)} cannot be compared with ${quote(pattern)} of the standard ${quote(standard)}: it takes too long`,
    help: 'mend the pattern: `irsa-forge standard check` tells how',
  };
}

const NOUNS: Readonly<Record<NamedThing, string>> = {
  workload: 'workloads',
  namespace: 'namespaces',
  serviceAccount: 'service accounts',
  roleName: 'roles',
  policyName: 'policies',
};

/** Checks the names that the model derives because neither the spec nor a standard gives them. */
export function checkDerivedNames(model: AccessModel, { chain }: Standard, refuse: Refuse): void {
  const { spec } = model;
  for (const rule of chain.flatMap(({ naming }) => naming)) {
    for (const role of model.roles) {
      const index = role.workloads[0] ?? 0;
      const workload = spec.workloads[index];
      const sharers = role.workloads.map((at) => spec.workloads[at]);
      const field = rule.thing === 'roleName' || rule.thing === 'policyName' ? rule.thing : undefined;
      if (field === undefined || role.owner === 'existing') continue;
      if (sharers.some((sharer) => sharer?.[field] !== undefined)) continue;
      const name = field === 'roleName' ? role.name : role.policy?.name;
      const reason = name === undefined ? undefined : namingRefusal(rule, name, { spec, workload });
      if (reason !== undefined) refuse(rule.terms, misnamed(['workloads', index, field], reason));
    }
  }
}
