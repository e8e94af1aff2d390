import { describe, expect, test } from '@jest/globals';
import { parseSpec } from '../../src/spec/parse.js';
import { prepareAsk } from '../../src/wizard/ask.js';
import { walk } from '../../src/wizard/walk.js';
import { aFileState, aState, BACK, entryOf, run, type Script, ScriptedPrompter, SHORT } from './support.js';

describe('the short path', () => {
  test('asks at most a dozen questions and makes a valid, minimal spec', async () => {
    const { text, prompter } = await run(aState(), SHORT);
    expect(prompter.prompts.length).toBeLessThanOrEqual(12);
    expect(parseSpec(text, 'irsa.yaml').ok).toBe(true);
    expect(text).toBe(`# What irsa-forge generates from: change it, then run \`irsa-forge generate\`.
# Every field: \`irsa-forge schema\`; where a value comes from: \`irsa-forge validate --explain <field>\`.
version: 1

cluster:
  name: demo
  region: eu-west-1  # Europe (Ireland)
  accountId: "111122223333"
  kubernetesVersion: "1.35"  # standard support until 2027-03-27

workloads:
  - name: photo-site
    namespace: default
    serviceAccount: photo-site
    buckets:
      - name: acme-photos
        access: get  # read objects
    pod:
      kind: Deployment
      image: registry.example/photo-site:1
`);
  });

  test('asks nothing that was given by --set', async () => {
    const sets = [
      'cluster.name=x1',
      'cluster.region=us-east-1',
      'workloads[0].pod.kind=Job',
      'tags.team=web',
    ];
    const given = new Set([
      'cluster.name',
      'cluster.region',
      'workloads[0].@program',
      'workloads[0].pod.kind',
    ]);
    const { text } = await run(
      aState(sets),
      SHORT.filter(([key]) => !given.has(key)),
    );
    expect(text).toContain('name: x1');
    expect(text).toContain('kind: Job');
    expect(text).toContain('team: web');
  });

  test('offers defaults with their origin', async () => {
    const { prompter } = await run(
      aState([], { last: { 'cluster.accountId': '444455556666', 'workloads[0].namespace': 'shop' } }),
      SHORT,
    );
    expect(prompter.prompt('cluster.name')).toMatchObject({
      fallback: { text: 'photo-site', origin: "the folder's name" },
    });
    expect(prompter.prompt('cluster.region')).toMatchObject({ initial: 'eu-west-1' });
    expect(prompter.prompt('cluster.accountId')).toMatchObject({ fallback: { text: '444455556666' } });
    expect(prompter.prompt('workloads[0].namespace')).toMatchObject({
      fallback: { text: 'shop', origin: 'your last answer' },
    });
  });
});

test("a cluster's ARN answers region and account; people's spellings are taken", async () => {
  const { text, prompter } = await run(aState(), [
    ['@start', 'existing'],
    ['cluster.name', '"arn:aws:eks:eu-west-1:111122223333:cluster/shop"'],
    ...SHORT.slice(4),
  ]);
  expect(text).toMatch(
    /name: shop\n {2}region: eu-west-1 .*\n {2}accountId: "111122223333"\n {2}provision: false/,
  );
  expect(text).not.toContain('kubernetesVersion');
  expect(prompter.prompt('cluster.name')).not.toHaveProperty('fallback');
  expect(prompter.trace).toContain('Cluster: AWS account id 111122223333 (said by that)');
  const read = (key: string, value: string) =>
    prepareAsk(aState(), entryOf(aState(), key), undefined)
      .answered({ kind: 'answer', value })
      .answers.get(key)?.value;
  expect(read('cluster.accountId', "'1111-2222-3333'")).toBe('111122223333');
  expect(read('cluster.oidcIssuer', 'oidc.eks.eu-west-1.amazonaws.com/id/E')).toMatch(
    /^https:\/\/oidc\.eks\./,
  );
});

describe('what an ARN says of other fields', () => {
  const QUEUE = 'workloads[0].queues[0]';
  const asking = (script: Script): Script => [
    ...SHORT.slice(
      0,
      SHORT.findIndex(([key]) => key === 'workloads[0].@uses'),
    ),
    ['workloads[0].@uses', 'queues'],
    [`${QUEUE}.name`, 'arn:aws:sqs:us-east-1:444455556666:jobs'],
    [`${QUEUE}.access`, BACK],
    ...script,
    ['workloads[0].pod.kind', 'null'],
  ];

  test('goes with it when another name is typed', async () => {
    const { text } = await run(
      aState(),
      asking([
        [`${QUEUE}.name`, 'orders'],
        [`${QUEUE}.access`, 'send'],
      ]),
    );
    expect(text).toMatch(/queues:\n +- name: orders\n +access: send .*\n\S*$/);
  });

  test('stays when its name is taken as it is', async () => {
    const { text } = await run(
      aState(),
      asking([
        [`${QUEUE}.name`, 'jobs'],
        [`${QUEUE}.access`, 'send'],
      ]),
    );
    expect(text).toMatch(
      /name: jobs\n +access: send .*\n +region: us-east-1\b.*\n +accountId: "444455556666"/,
    );
  });

  test('of the keys in a bucket is their prefix', async () => {
    const script = SHORT.map((step): Script[number] =>
      step[0] === 'workloads[0].buckets[0].name' ? [step[0], 's3://acme-photos/cats/'] : step,
    );
    const { text, prompter } = await run(aState(), script);
    expect(text).toMatch(/name: acme-photos\n +access: get .*\n +prefix: cats\//);
    expect(prompter.trace).toContain('Workload: Only keys that begin with cats/ (said by that)');
  });

  test("of a cluster's goes with it, and is asked", async () => {
    const { text, prompter } = await run(aState(), [
      ['@start', 'existing'],
      ['cluster.name', 'arn:aws:eks:eu-central-1:444455556666:cluster/shop'],
      ['workloads[0].@program', BACK],
      ['cluster.name', 'other'],
      ...SHORT.slice(2),
    ]);
    expect(text).toMatch(/name: other\n {2}region: eu-west-1/);
    expect(text).not.toContain('444455556666');
    expect(prompter.prompts.map(({ key }) => key)).toContain('cluster.region');
  });
});

describe('back', () => {
  test('skips what was not asked, and keeps what was typed for correction', async () => {
    const script: Script = [
      ['@start', 'existing'],
      ['cluster.name', 'first'],
      ['cluster.region', BACK],
      ['cluster.name', BACK],
      ['@start', 'new'],
      ['cluster.name', 'second'],
      ...SHORT.slice(2, 10),
      ['workloads[0].pod.kind', 'CronJob'],
      ['workloads[0].pod.image', BACK],
      ['workloads[0].pod.kind', 'null'],
    ];
    const { text, prompter } = await run(aState(), script);
    expect(text).toContain('name: second');
    expect(text).not.toContain('pod:');
    expect(prompter.prompts.filter(({ key }) => key === 'cluster.name').at(-1)).toMatchObject({
      initial: 'first',
    });
    expect(prompter.trace).toContain('Workload: What runs as this service account? Nothing');
    expect(new Set(prompter.trace).size).toBe(prompter.trace.length);
  });

  test('before the first question ends the walk without a change', async () => {
    const state = aState();
    const { ended, state: after } = await run(state, [['@start', BACK]]);
    expect(ended).toBe('back');
    expect(after).toBe(state);
  });

  test('asks later questions again on the way, with their answers as defaults', async () => {
    const script: Script = [
      ...SHORT.slice(0, 4),
      ['workloads[0].@program', BACK],
      ['cluster.accountId', BACK],
      ['cluster.region', BACK],
      ['cluster.name', 'other'],
      ['cluster.region', 'us-east-1'],
      ['cluster.accountId', '111122223333'],
      ...SHORT.slice(4),
    ];
    const { prompter } = await run(aState(), script);
    expect(prompter.prompt('cluster.accountId')).toMatchObject({ initial: '111122223333' });
  });
});

describe('customised', () => {
  test('an existing VPC is asked for subnets by zone, which are checked together', async () => {
    const state = aState([
      'cluster.name=demo',
      'cluster.region=us-east-1',
      'cluster.accountId=111122223333',
      'workloads[0]={name: a, namespace: b, serviceAccount: c, buckets: [{name: acme-b, access: get}]}',
    ]);
    const prompter = new ScriptedPrompter([
      ['@start', 'new-customise'],
      ['cluster.kubernetesVersion', '1.34'],
      ['@network', 'existing'],
      ['cluster.vpc.id', 'vpc-0a1b2c3d4e5f67890'],
      [
        'cluster.vpc.privateSubnets',
        'us-east-1a=subnet-0aaaaaaaaaaaaaaa1, subnet-0aaaaaaaaaaaaaaa2 us-east-1b',
      ],
      ['cluster.vpc.publicSubnets', ''],
      ['cluster.nodeGroups[0].name', BACK],
      ['cluster.vpc.publicSubnets', BACK],
      ['cluster.vpc.privateSubnets', BACK],
      ['cluster.vpc.id', BACK],
      ['@network', BACK],
      ['cluster.kubernetesVersion', BACK],
      ['@start', BACK],
    ]);
    const { ended } = await walk(state, { prompter, keep: () => undefined, leaveTrace: false });
    expect(ended).toBe('back');
    const { check } = prompter.prompt('cluster.vpc.privateSubnets') as {
      check: (text: string) => string | undefined;
    };
    const one = 'us-east-1a=subnet-0aaaaaaaaaaaaaaa1';
    expect(check(one)).toBe(
      'is one subnet alone, which eksctl refuses: list at least two, in different zones, or none of this kind',
    );
    expect(check(`${one}, us-east-1a=subnet-0aaaaaaaaaaaaaaa2`)).toContain('all its subnets in us-east-1a');
    expect(check(`${one}, us-west-2b=subnet-0aaaaaaaaaaaaaaa2`)).toContain('is not in us-east-1');
    expect(check(`${one}, us-east-1b=subnet-2`)).toBe(
      '"subnet-2" is not a subnet id: use subnet- and 17 (or 8) hex digits',
    );
  });
});

describe('a file that is there', () => {
  const spec = {
    version: 1,
    cluster: { name: 'demo', region: 'eu-west-1', accountId: '111122223333' },
    workloads: [
      { name: 'a', namespace: 'b', serviceAccount: 'c', buckets: [{ name: 'acme-b', access: 'get' }] },
    ],
  };

  test('is asked nothing when it is complete', async () => {
    const { kept } = await run(aFileState(spec), []);
    expect(kept).toEqual([]);
  });

  test('is asked for what it lacks, and for what the spec refuses, with the reason', async () => {
    const broken = {
      ...spec,
      cluster: { name: 'demo', region: 'eu-west-1' },
      workloads: [{ ...spec.workloads[0], buckets: [{ name: 'Acme', access: 'get' }] }],
    };
    const { prompter } = await run(aFileState(broken), [
      ['cluster.accountId', '111122223333'],
      ['workloads[0].buckets[0].name', 'acme'],
    ]);
    expect(prompter.prompt('workloads[0].buckets[0].name')).toMatchObject({
      initial: 'Acme',
      problem: expect.stringContaining('"Acme" is not a valid S3 bucket name'),
    });
  });
});
