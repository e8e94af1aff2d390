import { parseArn } from '../aws/arns.js';
import { BUCKET_NAME, checkBucketName, parseAccountRegionalName } from '../aws/bucket-names.js';
import { fillSessionTags, SESSION_TAGS } from '../aws/session-tags.js';
import { groupBy, sortedUnique } from '../collections.js';
import { checkPolicyText } from '../iam/names.js';
import { quote } from '../text/quote.js';
import { type Draft, type EntryFinding, type GrantEntry, grantKind, type Home } from './kind.js';
import { named } from './simple.js';
import { capitalise, textOf } from './text.js';

/** What follows the bucket where people name a part of its keys: as much of `/uploads/`, `/uploads/*` or one key as is literal. */
const KEYS = String.raw`\/(?<prefix>[^/*?{}$%#][^*?{}$%#]*)`;

/**
 * Buckets, by the objects in them. Which ARN an action takes: the Service Authorization Reference for Amazon S3; the KMS actions:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * (a multipart upload decrypts what it has encrypted, so `put` needs both).
 */
export const buckets = grantKind({
  field: 'buckets',
  noun: 'bucket',
  title: 'S3 bucket',
  service: 's3',
  names: {
    name: {
      description: 'The name of a general-purpose bucket.',
      examples: ['lightlytics-s3-bucket'],
      noun: 'a valid S3 bucket name',
      check: checkBucketName,
      pattern: BUCKET_NAME,
    },
  },
  options: {
    prefix: {
      asks: 'Only keys that begin with',
      description:
        'A literal key prefix; with pod-identity, tags of the session may stand in it; absent: the whole bucket.',
      examples: ['images/'],
      noun: 'a literal key prefix',
      check: checkPrefix,
      pattern: /^[^/*?][^*?]*$/,
    },
  },
  addresses: [
    new RegExp(`^s3://(?<name>[^/]+)(?:${KEYS})?`),
    new RegExp(String.raw`^https?://(?<name>[^/]+)\.s3[.-][^/]*amazonaws\.com(?:\.cn)?(?:${KEYS})?`),
    new RegExp(String.raw`^https?://s3[.-][^/]*amazonaws\.com(?:\.cn)?/(?<name>[^/]+)(?:${KEYS})?`),
  ],
  arn: {
    ...named('s3', /^(?<name>[^/:]+)$/, 'arn:aws:s3:::acme-photos'),
    part: new RegExp(`^${KEYS}`),
    without: ['region', 'accountId'],
  },
  words: {
    list: {
      does: 'List objects',
      on: { bucket: ['s3:GetBucketLocation'], listing: ['s3:ListBucket'] },
      probe: {
        action: 's3:ListBucket',
        command: ({ names }) => [
          ...['s3api', 'list-objects-v2', '--bucket', names['name'] ?? '', '--max-keys', '1'],
          ...(names['prefix'] ? ['--prefix', names['prefix']] : []),
          ...['--query', 'KeyCount'],
        ],
      },
    },
    get: {
      does: 'Read objects',
      on: { objects: ['s3:GetObject'] },
      kms: ['kms:Decrypt'],
      probe: {
        action: 's3:GetObject',
        command: ({ names }) => [
          ...['s3api', 'head-object', '--bucket', names['name'] ?? ''],
          ...['--key', `${names['prefix'] ?? ''}KEY`, '--query', 'ContentLength'],
        ],
        needs: 'an object that is there in place of KEY',
      },
    },
    put: {
      does: 'Write objects',
      on: { objects: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'] },
      kms: ['kms:Decrypt', 'kms:GenerateDataKey'],
      probe: {
        action: 's3:ListMultipartUploadParts',
        command: ({ names }) => [
          ...['s3api', 'list-parts', '--bucket', names['name'] ?? ''],
          ...['--key', `${names['prefix'] ?? ''}irsa-check`, '--upload-id', 'irsa-check'],
        ],
        answer: 'NoSuchUpload',
      },
    },
    delete: {
      does: 'Delete objects',
      on: { objects: ['s3:DeleteObject'] },
      probe: 'it only deletes',
    },
  },
  sets: {
    read: { does: 'Read and list objects', words: ['list', 'get'] },
    write: { does: 'Write objects', words: ['put'] },
    'read-write': { does: 'Read, list and write objects', words: ['list', 'get', 'put'] },
    full: { does: 'Read, list, write and delete objects', words: ['list', 'get', 'put', 'delete'] },
  },
  menu: ['get', 'read', 'put', 'read-write', 'full', 'list', 'delete'],
  resources: {
    bucket: {
      noun: 'Bucket',
      arns: ({ partition, names }) => [bucketArn(partition, names['name'] ?? '')],
    },
    listing: {
      noun: 'Bucket',
      arns: ({ partition, names }) => [bucketArn(partition, names['name'] ?? '')],
      keys: ({ names }) => ({ 's3:prefix': names['prefix'] || undefined }),
    },
    objects: {
      noun: 'Objects',
      arns: ({ partition, names: { name = '', prefix = '', key = `${prefix}*` } }) => [
        `${bucketArn(partition, name)}/${key}`,
      ],
    },
  },
  inPolicies: {
    arn: { service: 's3', resource: /^(?<name>[^/]+)(?:\/(?:(?<prefix>.*?)\*+|(?<key>.*)))?$/s },
    keys: { 's3:prefix': /^(?<prefix>.*?)\**$/s },
  },
  kmsVia: 's3',
  statements: (entries, { partition }) => [
    ...listStatements(entries, partition),
    ...objectStatements(entries, partition),
  ],
  check: checkEntry,
  ownPolicy: {
    name: 'bucket policy',
    show: ({ names }) => [
      ...['s3api', 'get-bucket-policy', '--bucket', names['name'] ?? ''],
      ...['--query', 'Policy', '--output', 'text'],
    ],
    put: ({ names }) => [
      ...['s3api', 'put-bucket-policy', '--bucket', names['name'] ?? ''],
      ...['--policy', 'file://policy.json'],
    ],
  },
  accountIn: ({ name = '' }) => parseAccountRegionalName(name)?.accountId,
  alsoDecides: ['ACLs of the bucket and its objects', 'S3 Block Public Access and Object Ownership'],
});

const bucketArn = (partition: string, name: string) => `arn:${partition}:s3:::${name}`;

function checkPrefix(prefix: string): string | undefined {
  const literal = fillSessionTags(prefix, Object.fromEntries(SESSION_TAGS.map((tag) => [tag, tag])));
  const wildcard = ['*', '?', '${', '&{'].find((mark) => literal.includes(mark));
  if (prefix === '') return 'leave prefix out to grant the whole bucket';
  if (prefix.startsWith('/')) return `S3 keys begin without a slash: ${quote(prefix.replace(/^\/+/, ''))}`;
  if (wildcard === '${')
    return 'a prefix is literal: take ${ out, write a statement, or a tag of the session, such as ${aws:PrincipalTag/kubernetes-namespace}';
  if (wildcard !== undefined) return `a prefix is literal: take ${wildcard} out, or write a statement`;
  if (/[\n\t]/.test(prefix)) return 'use one line without tabs';
  if (new TextEncoder().encode(prefix).length > 1000) return 'an S3 key has at most 1024 bytes';
  return checkPolicyText(prefix);
}

/** `s3:prefix` exists on ListBucket alone, so GetBucketLocation stands in a statement without it. */
function listStatements(entries: readonly GrantEntry[], partition: string): readonly Draft[] {
  const prefixes = groupPrefixes(entries.filter(({ access }) => access.includes('list')));
  const whole = [...prefixes].filter(([, list]) => list.includes('')).map(([name]) => name);
  const limited = [...prefixes].filter(([, list]) => !list.includes(''));
  const arn = (name: string) => bucketArn(partition, name);
  const drafts: Draft[] = [];
  if (whole.length > 0) {
    const actions = sortedUnique(Object.values(buckets.words['list']?.on ?? {}).flat());
    drafts.push({ sid: 'ListBucket', actions, resources: sortedUnique(whole.map(arn)), conditions: {} });
  }
  if (limited.length > 0) {
    const resources = sortedUnique(limited.map(([name]) => arn(name)));
    drafts.push({ sid: 'LocateBucket', actions: ['s3:GetBucketLocation'], resources, conditions: {} });
  }
  for (const [values, names] of groupBy(limited, ([, list]) => JSON.stringify(list.map((p) => `${p}*`)))) {
    drafts.push({
      sid: 'ListPrefix',
      actions: ['s3:ListBucket'],
      resources: sortedUnique(names.map(([name]) => arn(name))),
      conditions: { StringLike: { 's3:prefix': JSON.parse(values) as string[] } },
    });
  }
  return drafts;
}

/** One statement for each set of objects: words that reach the same objects share it. */
function objectStatements(entries: readonly GrantEntry[], partition: string): readonly Draft[] {
  const reach = Object.entries(buckets.words).flatMap(([word, { on }]) => {
    const actions = on['objects'];
    if (actions === undefined) return [];
    const prefixes = groupPrefixes(entries.filter(({ access }) => access.includes(word)));
    const resources = [...prefixes].flatMap(([name, list]) =>
      list.map((prefix) => `${bucketArn(partition, name)}/${prefix}*`),
    );
    return resources.length === 0 ? [] : [{ word, actions, resources: sortedUnique(resources) }];
  });
  return [...groupBy(reach, ({ resources }) => JSON.stringify(resources))].map(([, sharers]) => ({
    sid: `${sharers.map(({ word }) => capitalise(word)).join('')}Objects`,
    actions: sortedUnique(sharers.flatMap(({ actions }) => actions)),
    resources: sharers[0]?.resources ?? [],
    conditions: {},
  }));
}

/** Bucket → the shortest prefixes that cover all asked for; the empty one is the whole bucket. */
function groupPrefixes(entries: readonly GrantEntry[]): ReadonlyMap<string, readonly string[]> {
  const byName = groupBy(entries, nameOf);
  const names = sortedUnique([...byName.keys()]);
  return new Map(
    names.map((name) => [
      name,
      shortest((byName.get(name) ?? []).map((entry) => textOf(entry, 'prefix') ?? '')),
    ]),
  );
}

function nameOf(entry: GrantEntry): string {
  const arn = textOf(entry, 'arn');
  return textOf(entry, 'name') ?? (arn === undefined ? '' : (parseArn(arn)?.resource ?? ''));
}

function shortest(prefixes: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const prefix of sortedUnique(prefixes)) {
    const last = kept.at(-1);
    if (last === undefined || !prefix.startsWith(last)) kept.push(prefix);
  }
  return kept;
}

function checkEntry(entry: GrantEntry, home: Home): readonly EntryFinding[] {
  return [...prefixEnds(entry), ...regionalBucketBelongs(entry, home)];
}

function prefixEnds(entry: GrantEntry): readonly EntryFinding[] {
  const prefix = textOf(entry, 'prefix');
  if (prefix === undefined || prefix.endsWith('/')) return [];
  const [shown, like] = [JSON.stringify(prefix), JSON.stringify(`${prefix}-old/x`)];
  return [
    {
      severity: 'warning',
      code: 'spec/prefix-without-slash',
      field: 'prefix',
      message: `${shown} also covers keys that only begin like it, such as ${like}`,
      help: `write ${JSON.stringify(`${prefix}/`)} for a folder`,
    },
  ];
}

function regionalBucketBelongs(entry: GrantEntry, home: Home): readonly EntryFinding[] {
  const name = nameOf(entry);
  const own = parseAccountRegionalName(name);
  if (own === undefined) return [];
  const field = textOf(entry, 'name') === undefined ? 'arn' : 'name';
  const warn = (message: string, help: string): EntryFinding => ({
    ...{ severity: 'warning', code: 'spec/regional-bucket', field, help },
    message: `${quote(name)} ${message}`,
  });
  const key = textOf(entry, 'kmsKeyArn');
  const keyRegion = key === undefined ? own.region : parseArn(key)?.region;
  return [
    ...(own.accountId === (textOf(entry, 'accountId') ?? home.accountId)
      ? []
      : [
          warn(
            `is a bucket of the account ${own.accountId}`,
            `the bucket's policy must let ${home.accountId} in as well`,
          ),
        ]),
    ...(own.region === home.region
      ? []
      : [warn(`is in ${own.region}, not ${home.region}`, 'check the name: traffic crosses regions')]),
    ...(keyRegion === own.region
      ? []
      : [
          {
            severity: 'error' as const,
            code: 'spec/kms-key-region',
            field: 'kmsKeyArn',
            message: `${quote(key)} is in ${keyRegion}, but the bucket is in ${own.region}`,
            help: 'S3 uses keys of its own region alone',
          },
        ]),
  ];
}
