import { onceFor, sortedUnique } from '../collections.js';
import type { ResourceFact, ResourceKind, ResourcePolicyFact } from '../readers/index.js';
import { isWhole, mayEqual } from './known-text.js';
import { type ReadPolicy, readPolicy } from './policy.js';
import { nameOf, type World } from './world.js';

/** A policy that a resource has, or may have. */
export interface ResourcePolicy {
  readonly policy: ReadPolicy;
  readonly resource: ResourceKind;
  /** Whether it is certain that it is this resource's. */
  readonly certain: boolean;
  /** Set where more of it is not in the files: what is taken as given for these statements to count. */
  readonly assumes?: string;
}

const WORDS: Readonly<Record<ResourceKind, string>> = {
  bucket: 'bucket policy',
  'access-point': 'access point policy',
  key: 'key policy',
  queue: 'queue policy',
  topic: 'topic policy',
  secret: 'secret policy',
  repository: 'repository policy',
  table: 'table policy',
  stream: 'stream policy',
  'event-bus': 'event bus policy',
  function: 'function policy',
  'file-system': 'file system policy',
  role: 'trust policy',
  endpoint: 'endpoint policy',
};

/** What the policy of a resource is called. */
export const policyWord = (kind: ResourceKind | undefined) =>
  kind === undefined ? 'resource policy' : WORDS[kind];

/** By the service of an ARN how its resource begins, the first that fits, and the kind that it then is. */
const KINDS: ReadonlyMap<string, readonly (readonly [start: string, kind: ResourceKind])[]> = new Map([
  [
    's3',
    [
      ['accesspoint/', 'access-point'],
      ['', 'bucket'],
    ],
  ],
  ['kms', [['key/', 'key']]],
  ['dynamodb', [['table/', 'table']]],
  ['kinesis', [['stream/', 'stream']]],
  ['events', [['event-bus/', 'event-bus']]],
  ['lambda', [['function:', 'function']]],
  ['elasticfilesystem', [['file-system/', 'file-system']]],
  ['sqs', [['', 'queue']]],
  ['sns', [['', 'topic']]],
  ['secretsmanager', [['', 'secret']]],
  ['ecr', [['repository/', 'repository']]],
]);

/** The kind of resource that an ARN names, as far as its policy may be in the files. */
export function resourceKindOf(arn: string): ResourceKind | undefined {
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  return KINDS.get(service)?.find(([start]) => resource.startsWith(start))?.[1];
}

interface Indexed {
  /** Absent for a plain file, which only its contents tell to be such a policy. */
  readonly fact?: ResourcePolicyFact;
  /** Whether it is certainly in force. */
  readonly sure: boolean;
  /** What it is the policy of, as text with marks. */
  readonly of: string;
  readonly policy: ReadPolicy;
}

/** A matrix asks again and again. */
const indexIn = onceFor(buildIndex);

/** The policies in the files that belong, or may belong, to a resource. */
export function policiesOfResource(
  world: World,
  arn: string,
  kind = resourceKindOf(arn),
): readonly ResourcePolicy[] {
  if (kind === undefined) return [];
  return indexOf(world, kind).flatMap(({ fact, of, policy, sure }) => {
    const fit = fits(kind, of, arn);
    if (fit === 'no' || (fit === 'maybe' && policy.statements.size === 0)) return [];
    const assumes = fact?.assumes === undefined ? {} : { assumes: fact.assumes };
    return [{ policy, resource: kind, certain: fit === 'yes' && sure, ...assumes }];
  });
}

/** The ARNs, as far as they are known, of what has a policy of its own in the files, and not only what is asked for of it. */
export function resourcesWithPolicies(world: World): readonly string[] {
  const kinds = (Object.keys(WORDS) as ResourceKind[]).filter((kind) => kind !== 'endpoint');
  return sortedUnique(
    kinds.flatMap((kind) =>
      indexOf(world, kind).flatMap(({ of, fact }) => (fact?.assumes === undefined ? [of] : [])),
    ),
  );
}

/** Policies of VPC endpoints through which requests to a service may go. */
export function endpointPolicies(world: World, service: string): readonly ResourcePolicy[] {
  const { inventory, texts } = world;
  return indexOf(world, 'endpoint').flatMap(({ fact, policy }) => {
    const endpoint =
      fact === undefined ? undefined : inventory.resources.find((resource) => isOf(world, fact, resource));
    const name = endpoint?.service === undefined ? undefined : texts.of(endpoint.service);
    const tail =
      name === undefined ? undefined : /\.([a-z0-9-]+?)(?:\.(?:api|dkr)|-fips|express)?$/.exec(name)?.[1];
    return tail === service ? [{ policy, resource: 'endpoint' as const, certain: true }] : [];
  });
}

/** The resources that the files certainly make or look up under an ARN. */
export function resourcesAt({ inventory, texts }: World, arn: string): readonly ResourceFact[] {
  const kind = resourceKindOf(arn);
  return inventory.resources.filter(
    (fact) => fact.resource === kind && fits(kind, texts.of(fact.arn), arn) === 'yes',
  );
}

function indexOf(world: World, kind: ResourceKind): readonly Indexed[] {
  return indexIn(world).get(kind) ?? [];
}

function buildIndex(world: World): ReadonlyMap<ResourceKind, readonly Indexed[]> {
  const found = new Map<ResourceKind, Indexed[]>();
  const add = (kind: ResourceKind, item: Indexed) => found.set(kind, [...(found.get(kind) ?? []), item]);
  for (const fact of world.inventory.resourcePolicies) {
    const { resource: kind, document } = fact;
    const name = `${policyWord(kind)} ${nameOf({ ...fact, id: fact.id.replace(/:policy$/, '') })}`;
    const policy = readPolicy(document, name, 'resource', world.texts);
    add(kind, { fact, of: targetOf(world, fact), policy, sure: fact.conditional !== true });
  }
  for (const fact of world.inventory.policies.filter(({ use }) => use === 'file')) {
    const policy = readPolicy(fact.document, `policy in ${fact.place.file}`, 'resource', world.texts);
    for (const arn of resourcesNamedBy(policy)) {
      const kind = resourceKindOf(arn);
      if (kind !== undefined) add(kind, { of: containerOf(arn), policy, sure: false });
    }
  }
  return found;
}

/** What a plain file is the policy of, if each of its statements names principals and resources. */
function resourcesNamedBy({ document: { statements } }: ReadPolicy): readonly string[] {
  if (statements.some(({ principal, resource }) => principal === undefined || resource === undefined))
    return [];
  return sortedUnique(
    statements
      .flatMap(({ resource }) => resource?.values ?? [])
      .map((arn) => arn.replace(/^(arn:[^:]*:s3:::[^/]+)\/.*$/s, '$1')),
  );
}

/** The ARN of what a policy belongs to, or whatever else the files call it. */
function targetOf(world: World, fact: ResourcePolicyFact): string {
  const { inventory, texts } = world;
  const resource = inventory.resources.find((item) => isOf(world, fact, item));
  if (resource !== undefined) return texts.of(resource.arn);
  const text = texts.of(fact.of.value);
  if (fact.resource === 'bucket' && !text.startsWith('arn:')) return `arn:aws:s3:::${text}`;
  const [, region, account, name] = /^https:\/\/sqs\.([^.]+)\.[^/]+\/(\d+)\/(.+)$/.exec(text) ?? [];
  return region === undefined ? text : `arn:aws:sqs:${region}:${account}:${name}`;
}

function isOf({ texts }: World, { of, resource: kind }: ResourcePolicyFact, resource: ResourceFact): boolean {
  if (resource.resource !== kind) return false;
  if (of.fact !== undefined) return of.fact === resource.id;
  const text = texts.of(of.value);
  return text === texts.of(resource.arn) || text === texts.of(resource.name);
}

/** Whether a request's resource is that of an ARN which may be known in part, or lies in it. */
function fits(kind: ResourceKind | undefined, of: string, arn: string): 'yes' | 'maybe' | 'no' {
  const [own, asked] = kind === 'bucket' ? [bucketOf(of), bucketOf(arn)] : [of, containerOf(arn)];
  if (own === asked || (own.endsWith(ANY_SUFFIX) && isSecretOf(own, asked))) return 'yes';
  if (isWhole(own) && isWhole(asked)) return 'no';
  return mayEqual(own, asked) ? 'maybe' : 'no';
}

/** What stands for the six characters that Secrets Manager adds to a name, where they are not known. */
const ANY_SUFFIX = '-??????';

const isSecretOf = (own: string, asked: string) =>
  asked.length === own.length && asked.startsWith(own.slice(0, 1 - ANY_SUFFIX.length));

/** A bucket's name tells it in every partition. */
const bucketOf = (arn: string) => arn.replace(/^arn:[^:]*:s3:::/s, '').replace(/\/.*$/s, '');

/** The ARN without what lies in the resource: keys of an access point, indexes of a table. */
function containerOf(arn: string): string {
  return arn.replace(/^((?:[^:]*:){5}(?:accesspoint|table|stream)\/[^/]+)\/.*$/s, '$1');
}
