import { parseArn } from '../aws/arns.js';
import { type FieldPath, formatPath } from '../diagnostics.js';
import type {
  AuthorizationRequest,
  NamedPolicy,
  PolicyKind,
  PolicySet,
  RequestContext,
} from '../iam/evaluate/index.js';
import { inspectPolicy } from '../iam/refusals.js';
import { own } from '../plain-data.js';
import { quote } from '../text/quote.js';
import { type JsonObject, type Reporter, readArray, readObject, readText } from './fields.js';

/** One case of the input, ready to be evaluated. */
export interface SimulationCase {
  readonly id: string;
  readonly request: AuthorizationRequest;
  readonly policies: PolicySet;
}

/** One case, or undefined after everything that is wrong with it has been reported. */
export function readCase(value: unknown, path: FieldPath, report: Reporter): SimulationCase | undefined {
  const object = readObject(value, path, report);
  if (object === undefined) return undefined;
  const id = readText(object, 'id', path, report);
  const policies = readPolicies(object, path, report);
  const request = readRequest(object, path, report);
  refuseUnreadPolicies(object, path, report);
  if (id === undefined || policies === undefined || request === undefined) return undefined;
  return { id, policies, request };
}

const FIELDS = new Set(['id', 'identityPolicies', 'boundary', 'trustPolicy', 'request']);

/** Other fields are notes, unless they hold policies: a misspelt boundary must not go without a word. */
function refuseUnreadPolicies(object: JsonObject, path: FieldPath, report: Reporter): void {
  for (const [field, value] of Object.entries(object)) {
    if (FIELDS.has(field) || ![value].flat().some((item) => own(item, 'Statement') !== undefined)) continue;
    const message = 'holds a policy that is not evaluated: use identityPolicies, boundary or trustPolicy';
    report('unknown-field', [...path, field], message);
  }
}

/** A trust policy decides alone; the others are read all the same, so that their mistakes are told. */
function readPolicies(object: JsonObject, path: FieldPath, report: Reporter): PolicySet | undefined {
  const identity = readArray(object, 'identityPolicies', path, report)?.map((policy, index) =>
    readPolicy(policy, 'identity', path, ['identityPolicies', index], report),
  );
  const optional = (field: string, kind: PolicyKind) => {
    const policy = own(object, field) ?? undefined;
    return policy === undefined ? 'absent' : readPolicy(policy, kind, path, [field], report);
  };
  const boundary = optional('boundary', 'boundary');
  const trust = optional('trustPolicy', 'trust');
  const readable = identity?.filter((policy) => policy !== undefined);
  if (readable === undefined || readable.length !== identity?.length) return undefined;
  if (boundary === undefined || trust === undefined) return undefined;
  if (trust !== 'absent') return { kind: 'trust', trust };
  return { kind: 'identity', identity: readable, ...(boundary === 'absent' ? {} : { boundary }) };
}

function readPolicy(
  value: unknown,
  kind: PolicyKind,
  casePath: FieldPath,
  field: FieldPath,
  report: Reporter,
): NamedPolicy | undefined {
  const { document, problems } = inspectPolicy(value, kind);
  for (const problem of problems) {
    report(`policy-${problem.code}`, [...casePath, ...field, ...problem.path], problem.message);
  }
  return problems.length === 0 ? { name: formatPath(field), document } : undefined;
}

function readRequest(
  object: JsonObject,
  casePath: FieldPath,
  report: Reporter,
): AuthorizationRequest | undefined {
  const path = [...casePath, 'request'];
  const request = readObject(own(object, 'request'), path, report);
  if (request === undefined) return undefined;
  const principal = readText(request, 'principal', path, report);
  const action = readText(request, 'action', path, report);
  const resource = readText(request, 'resource', path, report);
  const context = readContext(own(request, 'context'), [...path, 'context'], report);
  if (action !== undefined && !/^[^:*?\s]+:[^:*?\s]+$/.test(action)) {
    report(
      'invalid-value',
      [...path, 'action'],
      `${quote(action)} is not one action, such as "s3:GetObject"`,
    );
    return undefined;
  }
  if (resource !== undefined && resource !== '*' && parseArn(resource) === undefined) {
    report('invalid-value', [...path, 'resource'], `${quote(resource)} is not an ARN or "*"`);
    return undefined;
  }
  if (principal === undefined || action === undefined || resource === undefined) return undefined;
  return context === undefined ? undefined : { principal, action, resource, context };
}

function readContext(value: unknown, path: FieldPath, report: Reporter): RequestContext | undefined {
  const context = readObject(value, path, report);
  if (context === undefined) return undefined;
  const keys = new Map<string, string>();
  const entries = Object.entries(context).map(
    ([key, item]): [string, string | readonly string[]] | undefined => {
      const earlier = keys.get(key.toLowerCase());
      keys.set(key.toLowerCase(), key);
      if (earlier !== undefined) {
        report(
          'duplicate-key',
          [...path, key],
          `"${key}" is the same key as "${earlier}": case does not count`,
        );
      } else if (isContextValue(item)) return [key, item];
      else report('wrong-type', [...path, key], `${quote(item)} is not a string or a list of strings`);
      return undefined;
    },
  );
  const valid = entries.filter((entry) => entry !== undefined);
  return valid.length === entries.length ? Object.fromEntries(valid) : undefined;
}

function isContextValue(value: unknown): value is string | readonly string[] {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}
