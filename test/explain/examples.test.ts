import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { exampleNames } from '../../scripts/examples.mjs';
import { fillSessionTags } from '../../src/aws/session-tags.js';
import type { Chain } from '../../src/explain/chain.js';
import { explainChain } from '../../src/explain/explain.js';
import { followChain } from '../../src/explain/follow.js';
import { buildMatrix, explain, type LinkStatus, type World } from '../../src/explain/index.js';
import { buckets as bucketKind } from '../../src/grants/buckets.js';
import { type GrantEntry, grantsOf, labelOf, mainArn, textOf, thingOf } from '../../src/grants/index.js';
import type { AccessModel, ServiceAccount } from '../../src/model/types.js';
import { once } from '../../src/spec/readable.js';
import { accountKey } from '../../src/spec/subjects.js';
import type { Workload } from '../../src/spec/types.js';
import { folderWorld, specExample } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const loaded = await Promise.all(
  exampleNames(root).map(async (name) => ({
    name,
    ...(await specExample(name)),
    folder: await folderWorld(name),
  })),
);

/** Links that the files of an example cannot tell, by what its spec leaves to others. */
function openLinks(model: AccessModel): readonly string[] {
  const { identity } = model.spec;
  return [
    ...(model.roles.some(({ managedPolicyArns }) => managedPolicyArns.length > 0) ? ['permissions'] : []),
    ...(identity.permissionsBoundaryArn === undefined ? [] : ['boundary']),
  ];
}

/** Links that are taken as given, and unknown with `--strict`. */
function givenLinks(model: AccessModel, source: 'spec' | 'folder', key: string): readonly string[] {
  const { identity, cluster } = model.spec;
  const account = model.serviceAccounts.find((item) => accountKey(item) === key);
  const owner = model.oidcProvider?.owner;
  const unmade = owner === 'existing' || (owner === 'eksctl' && !cluster.provision);
  return [
    ...(identity.serviceAccountOwner === 'existing' ? ['service-account'] : []),
    ...(source === 'folder' && unmade && account?.role.mechanism === 'irsa' ? ['provider'] : []),
  ];
}

const ACTIONS = [
  ...[
    's3:ListBucket',
    's3:GetBucketLocation',
    's3:ListBucketVersions',
    's3:DeleteBucket',
    's3:PutBucketPolicy',
  ],
  ...[
    's3:GetObject',
    's3:GetObjectVersion',
    's3:PutObject',
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
  ],
  ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectAcl', 's3:ListAllMyBuckets'],
];

interface Probe {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | undefined>>;
  readonly wanted: boolean;
}

/** An entry with what tags of the session stand for in its prefix. */
function told(entry: GrantEntry, account: ServiceAccount | undefined): GrantEntry {
  const prefix = textOf(entry, 'prefix');
  const tags = { 'kubernetes-namespace': account?.namespace ?? '' };
  return prefix === undefined ? entry : { ...entry, prefix: fillSessionTags(prefix, tags) };
}

/** Every action on every bucket of the spec, inside and outside of its prefix, and on a bucket that it does not have. */
function probes(model: AccessModel, key: string): readonly Probe[] {
  const account = model.serviceAccounts.find((item) => accountKey(item) === key);
  const sharing = account?.role.workloads.map((index) => model.workloads[index]) ?? [];
  const buckets = sharing.flatMap((workload) => workload?.buckets ?? []).map((entry) => told(entry, account));
  const names = [
    ...new Set(
      model.workloads.flatMap((workload) => workload.buckets.map((entry) => textOf(entry, 'name') ?? '')),
    ),
    'other-bucket',
  ];
  return names.flatMap((name) => {
    const granted = buckets.filter((bucket) => bucket['name'] === name);
    const prefixes = new Set(['', 'elsewhere/', ...granted.map((entry) => textOf(entry, 'prefix') ?? '')]);
    return [...prefixes].flatMap((prefix) =>
      ACTIONS.map((action): Probe => {
        const onBucket = /List(?!Multi)|Bucket/.test(action);
        const arn = `arn:${model.partition}:s3:::${name}`;
        const wanted = granted.some((entry) =>
          entry.access.some((verb) => {
            const own = textOf(entry, 'prefix') ?? '';
            const { bucket = [], listing = [], objects = [] } = bucketKind.words[verb]?.on ?? {};
            const onIt = [...bucket, ...listing];
            if (onBucket)
              return (
                onIt.includes(action) &&
                (action === 's3:GetBucketLocation' || own === '' || prefix.startsWith(own))
              );
            return objects.includes(action) && prefix.startsWith(own);
          }),
        );
        const resource = onBucket ? arn : `${arn}/${prefix}key`;
        return { action, resource, wanted, context: { 's3:prefix': prefix === '' ? undefined : prefix } };
      }),
    );
  });
}

describe.each(loaded)('$name', ({ model, world, folder }) => {
  const accounts = model.serviceAccounts.map(accountKey);
  /** What its session may do is more, or less, than what its role says: test/explain/spec-sessions.test.ts. */
  const isSpecial = (key: string) =>
    model.serviceAccounts.some((account) => accountKey(account) === key && account.session !== undefined);
  const worlds: Readonly<Record<string, World>> = { spec: world, folder };
  const matrices = { spec: once(() => buildMatrix(world)), folder: once(() => buildMatrix(folder)) };

  describe.each(['spec', 'folder'] as const)('by its %s', (source) => {
    const open = openLinks(model);
    const subjectOf = (key: string) => {
      const [namespace = '', serviceAccount = ''] = key.split('/');
      return { namespace, serviceAccount };
    };
    const chains = new Map<string, Chain>();
    const answer = (key: string, probe: Omit<Probe, 'wanted'>) => {
      const subject = subjectOf(key);
      const chain = chains.get(key) ?? followChain(worlds[source] as World, subject);
      chains.set(key, chain);
      return explainChain(chain, { ...subject, ...probe });
    };

    test.each(accounts)('%s may do what the spec says, and nothing else', (key) => {
      if (isSpecial(key)) return;
      if (model.roles.some(({ managedPolicyArns }) => managedPolicyArns.length > 0)) return;
      const wrong = probes(model, key).filter((probe) => {
        const { links, decision } = answer(key, probe);
        const status: LinkStatus = probe.wanted ? 'ok' : 'broken';
        const verdict = !probe.wanted ? 'denied' : open.length > 0 ? 'unknown' : 'allowed';
        return links.find(({ kind }) => kind === 'permissions')?.status !== status || decision !== verdict;
      });
      expect(wrong).toEqual([]);
    });

    test.each(accounts)('every link of %s holds, but for those that the files cannot tell', (key) => {
      if (isSpecial(key)) return;
      const statement = model.roles[0]?.policy?.statements[0];
      const action = statement?.actions[0] ?? 'eks:ListClusters';
      const resource = statement?.resources[0] ?? '*';
      const { links } = answer(key, { action, resource, context: {} });
      const others = links.filter(({ status, kind }) => status !== 'ok' && kind !== 'permissions');
      expect(others.map(({ kind }) => kind)).toEqual(open.filter((kind) => kind !== 'permissions'));
    });

    test.each(accounts)('what is taken as given for %s is said, and unknown with --strict', (key) => {
      const statement = model.roles[0]?.policy?.statements[0];
      const probe = {
        action: statement?.actions[0] ?? 'eks:ListClusters',
        resource: statement?.resources[0] ?? '*',
      };
      const strict = explain(
        { ...(worlds[source] as World), strict: true },
        { ...subjectOf(key), ...probe, context: {} },
      );
      const given = strict.links.filter(({ assumes }) => assumes !== undefined);
      expect(given.every(({ status }) => status === 'unknown')).toBe(true);
      expect(given.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining([...givenLinks(model, source, key)]),
      );
      expect(strict.assumptions).toEqual(expect.arrayContaining(given.map(({ assumes }) => assumes)));
      if (given.length > 0) expect(strict.decision).not.toBe('allowed');
    });

    test.each(accounts)('the keys of %s serve their service alone', (key) => {
      const account = model.serviceAccounts.find((item) => accountKey(item) === key);
      const statements = account?.role.policy?.statements ?? [];
      const isOfService = ({ sid }: { readonly sid: string }) => sid.startsWith('UseEncryptionKey');
      const granted = statements.filter((statement) => !isOfService(statement));
      const own = granted.flatMap(({ resources }) => resources);
      const uses = statements.filter(
        (statement) => isOfService(statement) && !statement.resources.some((key) => own.includes(key)),
      );
      for (const { actions, resources, conditions } of uses) {
        const [service = ''] = conditions['StringEquals']?.['kms:ViaService'] ?? [];
        const ask = (via: string | undefined) =>
          answer(key, {
            action: actions[0] ?? '',
            resource: resources[0] ?? '',
            context: { 'kms:ViaService': via },
          }).decision;
        // What another account adds to its key's policy is known from a spec alone.
        const isForeign = resources[0]?.includes(`:${model.spec.cluster.accountId}:`) === false;
        const isOpen = openLinks(model).includes('boundary') || (isForeign && source === 'folder');
        expect([ask(service), ask(undefined), ask('dynamodb.us-east-1.amazonaws.com')]).toEqual([
          isOpen ? 'unknown' : 'allowed',
          'denied',
          'denied',
        ]);
      }
    });

    test('another service account may nothing', () => {
      for (const key of accounts) {
        const statement = model.roles[0]?.policy?.statements[0];
        const probe = {
          action: statement?.actions[0] ?? 'eks:ListClusters',
          resource: statement?.resources[0] ?? '*',
          context: {},
        };
        expect(answer(`${key}-other`, probe).decision).not.toBe('allowed');
        expect(answer(`elsewhere/${key.split('/')[1]}`, probe).decision).not.toBe('allowed');
      }
    });
  });

  test.each(['spec', 'folder'] as const)('the matrix by its %s has every word of the spec', (source) => {
    const { rows } = matrices[source]();
    const { region, accountId } = model.spec.cluster;
    const home = { partition: model.partition, dnsSuffix: model.dnsSuffix, region, accountId };
    for (const account of model.serviceAccounts) {
      const { namespace, serviceAccount, role, session } = account;
      if (session !== undefined) continue;
      for (const { kind, entries } of role.workloads.flatMap((index) =>
        grantsOf(model.spec.workloads[index] as Workload),
      ))
        for (const entry of entries) {
          const thing = thingOf(kind, told(entry, account), home);
          const own = rows.filter(
            (row) =>
              row.namespace === namespace &&
              row.serviceAccount === serviceAccount &&
              row.kind === kind.field &&
              row.arn?.replace(/\/\*$/, '/') === mainArn(kind, thing) &&
              (kind === bucketKind
                ? row.resource === labelOf(thing)
                : row.resource.endsWith(thing.names['namespace'] ?? '')),
          );
          expect([thing, own.length]).toEqual([thing, 1]);
          const held = entry.access.map((word) => [word, own[0]?.access[word]]);
          expect(held).toEqual(
            held.map(([word]) => [word, expect.stringMatching(/^(?:allowed|assumed|unknown)$/)]),
          );
        }
    }
  });

  test('the matrix of both has the same rows', () => {
    const [own, files] = (['spec', 'folder'] as const).map((source) =>
      matrices[source]().rows.map((row) => [row.serviceAccount, row.kind, row.resource]),
    );
    expect(files).toEqual(own);
  });
});
