import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure, formatPath } from '../../src/diagnostics.js';
import { draftsBeside } from '../../src/wizard/draft.js';
import { resolve } from '../../src/wizard/graph.js';
import { loadLastAnswers, saveLastAnswers } from '../../src/wizard/last-answers.js';
import { loadSurroundings } from '../../src/wizard/load-surroundings.js';
import { omitAt, parsePath } from '../../src/wizard/paths.js';
import { joinLayers, linesOf, readSets } from '../../src/wizard/set-values.js';
import { clusterOfContext, labelOf, regionOfProfile } from '../../src/wizard/surroundings.js';
import { saveText } from '../../src/workspace/save-text.js';
import { aState, SURROUNDINGS } from './support.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'irsa-given-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('paths', () => {
  test.each([
    'cluster.name',
    'workloads[0].buckets[12].name',
    'tags["cost.center"]',
    'workloads[0].pod.env["a\\"b"]',
    'tags.cost-center',
  ])('%s', (text) => {
    expect(formatPath(parsePath(text) ?? [])).toBe(text);
  });

  test.each(['a[].b', '', '.a', 'a..b', 'a.', 'a[', 'a[x]', 'a[-1]', 'a b', '[0]a', 'a[0]b'])(
    '%s is none',
    (text) => {
      expect(parsePath(text)).toBeUndefined();
    },
  );
});

test.each([
  [['b'], { a: { x: { y: 1 } } }],
  [['a', 'x', 'y'], { b: [1, 2] }],
  [['b', 0], { a: { x: { y: 1 } }, b: [2] }],
  [['a', 'z'], { a: { x: { y: 1 } }, b: [1, 2] }],
])('without %j, what is empty then goes, and the value stays as it was', (path, wanted) => {
  const value = { a: { x: { y: 1 } }, b: [1, 2] };
  const before = structuredClone(value);
  expect(omitAt(value, path)).toEqual(wanted);
  expect(value).toEqual(before);
});

describe('--set', () => {
  const read = (...texts: string[]) => readSets(texts, 'set', '--set');

  test.each([
    ['cluster.name=demo', { cluster: { name: 'demo' } }],
    ['cluster.accountId=012345678901', { cluster: { accountId: '012345678901' } }],
    ['cluster.accountId="111122223333"', { cluster: { accountId: '111122223333' } }],
    ['cluster.kubernetesVersion=1.30', { cluster: { kubernetesVersion: '1.30' } }],
    ['cluster.provision=false', { cluster: { provision: false } }],
    ['workloads[0].buckets[0].name=acme-x', { workloads: [{ buckets: [{ name: 'acme-x' }] }] }],
    ['workloads[1].name=b', { workloads: [{}, { name: 'b' }] }],
    [
      'workloads[0].buckets[0].access=[list, get]',
      { workloads: [{ buckets: [{ access: ['list', 'get'] }] }] },
    ],
    ['workloads[0].pod.port=8080', { workloads: [{ pod: { port: 8080 } }] }],
    ['workloads[0].pod.env.A=b=c', { workloads: [{ pod: { env: { A: 'b=c' } } }] }],
    ['tags={team: web}', { tags: { team: 'web' } }],
    ['tags["a=b"]=c', { tags: { 'a=b': 'c' } }],
    ['cluster.vpc={id: vpc-0a1b2c3d4e5f67890}', { cluster: { vpc: { id: 'vpc-0a1b2c3d4e5f67890' } } }],
  ])('%s', (text, wanted) => {
    expect(read(text).value).toEqual(wanted);
  });

  test('later ones are stronger, and null takes a field away', () => {
    const layer = read('cluster.name=a', 'cluster.name=b', 'tags.x=y', 'tags=null');
    expect(layer.value).toEqual({ cluster: { name: 'b' } });
    const value = { tags: { team: 'web' }, cluster: { region: 'eu-west-1' } };
    expect(joinLayers([{ source: 'file', value }, layer])).toEqual({
      cluster: { name: 'b', region: 'eu-west-1' },
    });
  });

  test('one element is changed, the others stay', () => {
    const value = { workloads: [{ name: 'a', namespace: 'x' }, { name: 'b' }] };
    const joined = joinLayers([{ source: 'file', value }, read('workloads[0].name=c')]);
    expect(joined).toEqual({ workloads: [{ name: 'c', namespace: 'x' }, { name: 'b' }] });
  });

  test.each([
    ['cluster.regoin=x', 'cluster.regoin is no field of a spec', 'did you mean cluster.region?'],
    ['workloads[0].bucket[0].name=x', 'is no field of a spec', 'did you mean workloads[0].buckets[0].name?'],
    ['workloads.name=x', 'is no field of a spec', 'workloads is a list: write workloads[0].name'],
    ['cluster[0].name=x', 'is no field of a spec', 'cluster is no list: leave [0] out'],
    [
      'colour=x',
      'is no field of a spec',
      'a spec has version, extends, standard, cluster, identity, terraform, tags, workloads',
    ],
    ['cluster.region', 'is no assignment', 'write path=value'],
    ['cluster.region=mars-1', 'cluster.region: "mars-1" is not an AWS region', undefined],
    ['workloads[0].pod.port=x', 'is a string, not a number', undefined],
    ['tags={', 'tags: "{" is not valid YAML', undefined],
    ['cluster.vpc={od: x}', 'od: there is no such field', undefined],
  ])('%s is refused', (text, message, help) => {
    let failure: Failure | undefined;
    try {
      read(text);
    } catch (error) {
      failure = error as Failure;
    }
    expect(failure).toBeInstanceOf(Failure);
    expect(failure?.message).toContain(message);
    if (help !== undefined) expect(failure?.help).toContain(help);
  });

  test('IRSA_FORGE_SET has one assignment a line', () => {
    expect(linesOf('\n# a comment\n cluster.name=x \r\n\ncluster.region=eu-west-1')).toEqual([
      'cluster.name=x',
      'cluster.region=eu-west-1',
    ]);
  });
});

describe('defaults from the machine', () => {
  test.each([
    ['photo-site', 'photo-site'],
    ['My Photos (2)', 'my-photos-2'],
    ['123-Ünïcode_', 'unicode'],
    ['--', undefined],
    ['日本', undefined],
  ])('the folder %s suggests %s', (name, wanted) => {
    expect(labelOf(name)).toBe(wanted);
  });

  const CONFIG = `[default]
region = eu-west-1 ; home
s3 =
  region = us-east-2
[profile  work]
credential_process = /bin/false
region=ap-south-1
[sso-session work]
region = us-west-1
`;

  test.each([
    ['default', 'eu-west-1'],
    ['work', 'ap-south-1'],
    ['other', undefined],
  ])('the region of profile %s is %s', (profile, wanted) => {
    expect(regionOfProfile(CONFIG, profile)).toBe(wanted);
  });

  test.each([
    [
      { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-2' },
      { code: 'us-east-1', origin: 'AWS_REGION' },
    ],
    [{ AWS_DEFAULT_REGION: 'us-east-2' }, { code: 'us-east-2', origin: 'AWS_DEFAULT_REGION' }],
    [{ AWS_REGION: 'nowhere' }, { code: 'eu-west-1', origin: 'AWS profile default' }],
    [{ AWS_PROFILE: 'work' }, { code: 'ap-south-1', origin: 'AWS profile work' }],
    [{ AWS_PROFILE: 'other' }, undefined],
  ])('%o', (env, wanted) => {
    const file = join(folder, 'config');
    writeFileSync(file, CONFIG);
    expect(loadSurroundings('/x/y', { AWS_CONFIG_FILE: file, ...env }, false).region).toEqual(wanted);
  });

  test.each([
    ['an ARN', 'arn:aws:eks:eu-west-1:111122223333:cluster/shop', 'any'],
    ['the name that the AWS CLI gives', 'any', 'arn:aws:eks:eu-west-1:111122223333:cluster/shop'],
  ])("kubectl's current context names a cluster by %s", (_, cluster, name) => {
    const other = { name: 'other', context: { cluster: 'arn:aws:eks:us-east-1:999900001111:cluster/other' } };
    const config = { 'current-context': name, contexts: [other, { name, context: { cluster, user: 'u' } }] };
    const secret = { users: [{ name: 'u', user: { token: 'secret' } }] };
    const [first, second] = ['first', 'second'].map((file) => join(folder, file)) as [string, string];
    writeFileSync(first, JSON.stringify(secret));
    writeFileSync(second, JSON.stringify(config));
    const env = { KUBECONFIG: [first, '/none', second].join(delimiter), AWS_CONFIG_FILE: '/none' };
    const found = loadSurroundings('/x/y', env, true);
    expect(found.cluster).toEqual({ name: 'shop', region: 'eu-west-1', accountId: '111122223333' });
    expect(JSON.stringify(found)).not.toContain('secret');
    expect(loadSurroundings('/x/y', env, false).cluster).toBeUndefined();
  });

  test.each([
    ['eksctl', 'ines@shop.eu-west-1.eksctl.io', { name: 'shop', region: 'eu-west-1' }],
    ['minikube', 'minikube', undefined],
    ['nothing', undefined, undefined],
  ])('a context of %s', (_, current, wanted) => {
    expect(clusterOfContext([JSON.stringify({ 'current-context': current }), '{', '- 1'])).toEqual(wanted);
  });

  test('the context answers for a cluster that exists, and its place for no other', () => {
    const cluster = { name: 'shop', region: 'us-west-2', accountId: '111122223333' };
    const proposed = (...sets: string[]) => {
      const { entries } = resolve(aState(sets, { cluster }));
      const own = entries.filter(({ key }) => /^cluster\.(?:name|region|accountId)$/.test(key));
      return Object.fromEntries(
        own.map(({ key, fallback }) => [key.slice('cluster.'.length), fallback?.value]),
      );
    };
    const exists = 'cluster.provision=false';
    expect(proposed(exists, 'cluster.name=shop')).toEqual(cluster);
    expect(proposed(exists)).toMatchObject({ name: 'shop', region: 'eu-west-1' });
    expect(proposed(exists, 'cluster.name=other')).toMatchObject({
      region: 'eu-west-1',
      accountId: undefined,
    });
    expect(proposed()).toMatchObject({ name: 'photo-site', region: 'eu-west-1' });
  });

  test('the last answers are kept for the next repository, and nothing else', () => {
    const env = { XDG_STATE_HOME: folder };
    const state = aState(['cluster.accountId=111122223333', 'workloads[0].buckets[0].name=secret-bucket']);
    saveLastAnswers(resolve(state).entries, env);
    expect(loadLastAnswers(env)).toMatchObject({ 'cluster.accountId': '111122223333' });
    expect(readFileSync(join(folder, 'irsa-forge/last-answers.json'), 'utf8')).not.toContain('secret');
    expect(loadSurroundings('/x/y', { ...env, AWS_CONFIG_FILE: '/none' }, false).last).toEqual({});
    expect(loadLastAnswers({ XDG_STATE_HOME: '/nowhere' })).toEqual({});
  });
});

describe('drafts', () => {
  const draft = {
    answers: new Map([['cluster.name', { value: 'demo', source: 'typed' as const }]]),
    removed: ['workloads[0].queues[1]'],
    surroundings: SURROUNDINGS,
  };

  test('come back as they were, readable for their owner alone', () => {
    const drafts = draftsBeside(join(folder, 'irsa.yaml'));
    expect(drafts.load()).toBeUndefined();
    drafts.save(draft);
    drafts.save(draft);
    expect(drafts.load()).toEqual(draft);
    expect(readdirSync(folder)).toEqual(['.irsa-forge.draft.yaml']);
    expect(statSync(join(folder, '.irsa-forge.draft.yaml')).mode & 0o777).toBe(0o600);
    drafts.remove();
    drafts.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    '',
    'version: 2',
    'version: 1\nanswers: 3',
    '{',
    'version: 1\nanswers: {a: 1}\nsurroundings: {last: {}}',
  ])('what is none counts as absent: %j', (text) => {
    writeFileSync(join(folder, '.irsa-forge.draft.yaml'), text);
    expect(draftsBeside(join(folder, 'irsa.yaml')).load()).toBeUndefined();
  });

  test('belong to one spec', () => {
    draftsBeside(join(folder, 'prod.yaml')).save(draft);
    expect(draftsBeside(join(folder, 'irsa.yaml')).load()).toBeUndefined();
  });
});

describe('saving', () => {
  test('keeps permissions and links', () => {
    const real = join(folder, 'real.yaml');
    writeFileSync(real, 'old', { mode: 0o640 });
    symlinkSync('real.yaml', join(folder, 'link.yaml'));
    saveText(join(folder, 'link.yaml'), 'new');
    expect(readFileSync(real, 'utf8')).toBe('new');
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['link.yaml', 'real.yaml']);
  });

  test('a file in the way is a failure of the environment', () => {
    writeFileSync(join(folder, 'a'), '');
    expect(() => saveText(join(folder, 'a/irsa.yaml'), 'x')).toThrow(
      /cannot write .*a\/irsa\.yaml: (?:EEXIST|ENOTDIR)/,
    );
  });
});
