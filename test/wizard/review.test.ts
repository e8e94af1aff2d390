import { describe, expect, test } from '@jest/globals';
import { hasErrors } from '../../src/diagnostics.js';
import { loadModel } from '../../src/load-model.js';
import type { ChoicePrompt } from '../../src/wizard/prompter/prompter.js';
import { review } from '../../src/wizard/review.js';
import { readSets } from '../../src/wizard/set-values.js';
import { specText } from '../../src/wizard/spec-text.js';
import type { State } from '../../src/wizard/state.js';
import { walk } from '../../src/wizard/walk.js';
import { aSpecInput } from '../support/a-spec.js';
import {
  aFileState,
  aState,
  BACK,
  entryOf,
  type Script,
  ScriptedPrompter,
  SHORT,
  SHORT_OF_OWN,
  textOf,
} from './support.js';

const SUBNETS = [
  { id: 'subnet-0000000a', availabilityZone: 'eu-west-1a' },
  { id: 'subnet-0000000b', availabilityZone: 'eu-west-1b' },
];

async function answered(script: Script = SHORT, sets: readonly string[] = []): Promise<State> {
  const prompter = new ScriptedPrompter(script);
  return (await walk(aState(sets), { prompter, keep: () => undefined, leaveTrace: false })).state;
}

async function run(state: State, script: Script) {
  const prompter = new ScriptedPrompter(script);
  const end = await review(state, {
    prompter,
    keep: () => undefined,
    file: 'irsa.yaml',
    generates: true,
    preview: async (spec) => {
      const text = specText(spec, undefined);
      const { diagnostics } = loadModel(text, 'irsa.yaml');
      const files = ['irsa.yaml', 'generated/README.md'].map((path) => ({
        path,
        content: text,
        verdict: 'create',
      }));
      return { diagnostics, generated: hasErrors(diagnostics) ? 0 : 1, files: async () => files };
    },
  });
  expect(prompter.finished).toBe(true);
  const screen = (index: number) =>
    (prompter.prompts.filter(({ key }) => key === '@review')[index] as ChoicePrompt).choices
      .map((choice) => ('heading' in choice ? `# ${choice.heading}` : `${choice.name}|${choice.aside ?? ''}`))
      .join('\n');
  return { ...end, text: textOf(end.state), screen, prompter };
}

describe('the review', () => {
  test('shows every answer by topic, and where it comes from', async () => {
    const { screen, choice } = await run(
      await answered(SHORT.slice(0, 3).concat(SHORT.slice(4)), ['cluster.accountId=111122223333']),
      [['@review', '@leave']],
    );
    expect(choice).toBe('leave');
    expect(screen(0)).toMatch(
      /^# Cluster\n.*\nName +demo\|\nRegion +eu-west-1, Europe \(Ireland\)\|AWS_REGION\nAccount +111122223333\|--set\n/m,
    );
    expect(screen(0)).toContain('# Workload photo-site\n');
  });

  test('shows what of a file says what it is and uses, whatever options say of other things', () => {
    const value = {
      cluster: { name: 'demo' },
      workloads: [{ queues: [{ name: 'q', access: ['send'] }] }],
    };
    const sources = (...sets: string[]) => {
      const state = aFileState(value, readSets(sets, 'set', '--set'));
      return ['workloads[0].@program', 'workloads[0].@uses'].map((key) => entryOf(state, key).source);
    };
    expect(sources()).toEqual(['file', 'file']);
    expect(sources('workloads[0].uses=external-dns')).toEqual(['set', 'file']);
  });

  test('an edit lets a question appear, and asks it', async () => {
    const state = await answered([...SHORT.slice(0, 10), ['workloads[0].pod.kind', 'null']]);
    const { text, screen } = await run(state, [
      ['@review', 'workloads[0].pod.kind'],
      ['workloads[0].pod.kind', 'CronJob'],
      ['workloads[0].pod.image', 'registry.example/a:1'],
      ['@review', '@write'],
    ]);
    expect(screen(0)).not.toContain('Image');
    expect(screen(1)).toMatch(/Image +registry\.example\/a:1/);
    expect(text).toContain('kind: CronJob\n      image: registry.example/a:1\n      schedule: "0 3 * * *"');
  });

  test('shows where the state is, and keeps it in a bucket under a key that stays', async () => {
    const { text, screen } = await run(await answered(), [
      ['@review', 'terraform.backend.type'],
      ['terraform.backend.type', 's3'],
      ['terraform.backend.config.bucket', 'acme-tfstate'],
      ['@review', '@write'],
    ]);
    expect(screen(0)).toMatch(/^State +in its folder on this machine\|$/m);
    expect(screen(1)).toMatch(/^State bucket +acme-tfstate\|$/m);
    expect(text).toContain(
      [
        'terraform:\n  backend:\n    type: s3\n    config:\n      bucket: acme-tfstate',
        '      key: "111122223333/eu-west-1/demo/default/photo-site.tfstate"',
        '      region: eu-west-1\n      use_lockfile: true\n',
      ].join('\n'),
    );
  });

  test('another name of the cluster has what is of the other one asked again', async () => {
    const issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
    const cluster = { name: 'old', region: 'eu-west-1', accountId: '111122223333', provision: false };
    const { workloads } = aSpecInput();
    const file = (more: object) => aFileState({ version: 1, cluster: { ...cluster, ...more }, workloads });
    const renamed = await run(file({ oidcIssuer: issuer }), [
      ['@review', 'cluster.name'],
      ['cluster.name', 'new'],
      ['cluster.oidcIssuer', ''],
      ['@review', '@write'],
    ]);
    expect(renamed.text).not.toContain('oidcIssuer');
    expect(renamed.prompter.prompt('cluster.oidcIssuer')).toMatchObject({
      problem: `the file's is that of cluster.name "old"`,
    });
    const typed = await run(file({}), [
      ['@review', 'cluster.oidcIssuer'],
      ['cluster.oidcIssuer', issuer],
      ['@review', 'cluster.accountId'],
      ['cluster.accountId', '444455556666'],
      ['cluster.oidcIssuer', issuer],
      ['@review', '@write'],
    ]);
    expect(typed.text).toContain(issuer);
    const network = await run(
      file({ provision: true, vpc: { id: 'vpc-0a1b2c3d', publicSubnets: SUBNETS } }),
      [
        ['@review', 'cluster.name'],
        ['cluster.name', 'new'],
        ['cluster.vpc.id', 'vpc-0a1b2c3e'],
        ['cluster.vpc.publicSubnets', 'eu-west-1a=subnet-0000000c, eu-west-1b=subnet-0000000d'],
        ['@review', '@write'],
      ],
    );
    expect(network.text).not.toMatch(/vpc-0a1b2c3d|subnet-0000000[ab]/);
  });

  test('an edit lets questions disappear, with their answers', async () => {
    const { text, screen } = await run(await answered(), [
      ['@review', 'workloads[0].pod.kind'],
      ['workloads[0].pod.kind', 'null'],
      ['@review', 'cluster.provision'],
      ['cluster.provision', 'false'],
      ['@review', '@write'],
    ]);
    expect(screen(2)).not.toMatch(/Image|Node group|# Network/);
    expect(text).toContain('provision: false  # the cluster exists');
    expect(text).not.toContain('pod:');
  });

  test('back from the first question of an edit changes nothing', async () => {
    const state = await answered([...SHORT.slice(0, 10), ['workloads[0].pod.kind', 'null']]);
    const { text } = await run(state, [
      ['@review', 'workloads[0].pod.kind'],
      ['workloads[0].pod.kind', 'Job'],
      ['workloads[0].pod.image', BACK],
      ['workloads[0].pod.kind', BACK],
      ['@review', '@write'],
    ]);
    expect(text).toBe(textOf(state));
  });

  test('what was typed stays; what only was a default follows', async () => {
    const typed = await answered();
    const rename: Script = [
      ['@review', 'workloads[0].serviceAccount'],
      ['workloads[0].serviceAccount', 'renamed'],
      ['@review', '@write'],
    ];
    expect((await run(typed, rename)).text).toContain('- name: renamed');
    const named = await run(typed, [
      ['@review', 'workloads[0].name'],
      ['workloads[0].name', 'mine'],
      ...rename,
    ]);
    expect(named.text).toContain('- name: mine');
  });

  test('asks again what no longer fits', async () => {
    const state = await answered();
    const { text, prompter } = await run(state, [
      ['@review', 'cluster.availabilityZones'],
      ['cluster.availabilityZones', 'eu-west-1a eu-west-1b'],
      ['@review', 'cluster.region'],
      ['cluster.region', 'us-east-1'],
      ['cluster.availabilityZones', ''],
      ['@review', '@write'],
    ]);
    expect(prompter.prompt('cluster.availabilityZones')).toMatchObject({
      problem: expect.stringContaining('"eu-west-1a" is not in us-east-1'),
    });
    expect(text).not.toContain('availabilityZones');
  });

  test('adds and removes workloads and what they use, whichever of them', async () => {
    const { text, prompter } = await run(await answered(), [
      ['@review', '@add'],
      ['@add', 'workloads[0].buckets[0].@more'],
      ['workloads[0].buckets[1].name', 'acme-more'],
      ['workloads[0].buckets[1].access', 'full'],
      ['@review', '@add'],
      ['@add', 'workloads[0].@uses'],
      ['workloads[0].@uses', 'buckets,queues'],
      ['workloads[0].queues[0].name', 'orders'],
      ['workloads[0].queues[0].access', 'send,receive'],
      ['@review', '@add'],
      ['@add', 'workloads[0].@more'],
      ['workloads[1].@program', 'own'],
      ['workloads[1].namespace', 'default'],
      ['workloads[1].serviceAccount', 'second'],
      ['workloads[1].@uses', 'tables'],
      ['workloads[1].tables[0].name', 'orders'],
      ['workloads[1].tables[0].access', 'read,write'],
      ['workloads[1].pod.kind', 'null'],
      ['@review', '@remove'],
      ['@remove', 'workloads[0].buckets[0]'],
      ['@review', '@add'],
      ['@add', 'workloads[0].buckets[0].@more'],
      ['workloads[0].buckets[1].name', 'acme-wrong'],
      ['workloads[0].buckets[1].access', 'get'],
      ['@review', '@remove'],
      ['@remove', 'workloads[0].buckets[1]'],
      ['@review', '@remove'],
      ['@remove', BACK],
      ['@review', '@write'],
    ]);
    const offered = (key: string) =>
      (prompter.prompt(key) as ChoicePrompt).choices.map((choice) => 'value' in choice && choice.name);
    expect(offered('@add')).toEqual([
      'A bucket for photo-site',
      'A queue for photo-site',
      'A workload',
      'A table for second',
      'Something else that photo-site uses',
      'Something else that second uses',
      'A further cluster, whose pods get the same roles',
    ]);
    expect(offered('@remove')).toEqual([
      'The bucket acme-more of photo-site',
      'The queue orders of photo-site',
      'The workload photo-site',
      'The workload second',
    ]);
    expect(text.slice(text.indexOf('workloads:'))).toBe(`workloads:
  - name: photo-site
    namespace: default
    serviceAccount: photo-site
    buckets:
      - name: acme-more
        access: full  # read, list, write and delete objects
    queues:
      - name: orders
        access:
          - send
          - receive
    pod:
      kind: Deployment
      image: registry.example/photo-site:1

  - name: second
    namespace: default
    serviceAccount: second
    tables:
      - name: orders
        access: read-write  # read and write items
`);
  });

  test('adds a further cluster, where roles may trust one', async () => {
    const green = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
    const blue = green.replace('EXAMPLED5', 'EXAMPLEA5');
    const state = await answered(SHORT, [`cluster.oidcIssuer=${blue}`]);
    const { text, prompter } = await run(state, [
      ['@review', '@add'],
      ['@add', 'identity.furtherClusters'],
      ['identity.furtherClusters', `green=${green}`],
      ['@review', '@write'],
    ]);
    expect(text).toContain(`furtherClusters:\n    - name: green\n      oidcIssuer: ${green}`);
    expect((prompter.prompt('@add') as ChoicePrompt).choices).toContainEqual({
      value: 'identity.furtherClusters',
      name: 'A further cluster, whose pods get the same roles',
    });
  });

  test('removes the first workload, and the last thing of a kind with its kind', async () => {
    const { text, screen, choice } = await run(await answered(), [
      ['@review', '@add'],
      ['@add', 'workloads[0].@more'],
      ['workloads[1].@program', 'own'],
      ['workloads[1].namespace', 'default'],
      ['workloads[1].serviceAccount', 'second'],
      ['workloads[1].@uses', 'queues,tables'],
      ['workloads[1].queues[0].name', 'orders'],
      ['workloads[1].queues[0].access', 'send'],
      ['workloads[1].tables[0].name', 'orders'],
      ['workloads[1].tables[0].access', 'read'],
      ['workloads[1].pod.kind', 'null'],
      ['@review', '@remove'],
      ['@remove', 'workloads[0]'],
      ['@review', '@remove'],
      ['@remove', 'workloads[0].queues[0]'],
      ['@review', 'workloads[0].@uses'],
      ['workloads[0].@uses', 'tables,queues'],
      // Removed is forgotten: it is asked anew.
      ['workloads[0].queues[0].name', 'bills'],
      ['workloads[0].queues[0].access', 'purge'],
      ['@review', 'workloads[0].@uses'],
      ['workloads[0].@uses', 'queues'],
      ['@review', '@write'],
    ]);
    expect(screen(2)).not.toContain('photo-site');
    expect(screen(4)).toMatch(/Uses +SQS queue, DynamoDB table/);
    // One workload that uses one thing: nothing of it can go.
    expect(screen(5)).not.toContain('Remove something');
    expect(choice).toBe('write');
    expect(text.slice(text.indexOf('workloads:'))).toBe(`workloads:
  - name: second
    namespace: default
    serviceAccount: second
    queues:
      - name: bills
        access: purge  # delete all messages
`);
  });

  test('does not write what has errors', async () => {
    const state = await answered(SHORT_OF_OWN, ['workloads[0].pod.egress=[{}]']);
    const { prompter } = await run(state, [['@review', '@leave']]);
    const { check, problem } = prompter.prompt('@review') as ChoicePrompt;
    expect(problem).toMatch(/^error: workloads\[0\]\.pod\.egress\[0\]: /);
    expect(check('@write')).toContain('the spec has errors');
    expect(check('cluster.name')).toBeUndefined();
  });

  test('shows what no question is about, which is changed in the file alone', async () => {
    const { screen, prompter, text } = await run(
      await answered(SHORT_OF_OWN, ['workloads[0].pod.labels.A=b', 'tags.x=y']),
      [['@review', '@write']],
    );
    expect(screen(0)).toMatch(/# Kept as it is\nworkloads\[0\]\.pod\.labels {2}\{"A":"b"\}\|$/);
    expect((prompter.prompt('@review') as ChoicePrompt).check('@kept:workloads[0].pod.labels')).toContain(
      'change it in the file',
    );
    expect(text).toContain('labels:\n        A: b');
  });

  test('shows and changes what a role may do besides, and what its pods get', async () => {
    const sns = 'arn:aws:sns:us-east-1:111122223333:orders';
    const { screen, text } = await run(
      await answered(SHORT_OF_OWN, [
        `workloads[0].statements=[{actions: [sns:Publish], resources: ["${sns}"]}]`,
        'workloads[0].pod.env={LOG: info, DB: {secret: db, key: url}}',
      ]),
      [
        ['@review', 'workloads[0].statements'],
        ['workloads[0].statements', `sns:Publish on ${sns}; eks:ListClusters, eks:ListAddons on *`],
        ['@review', 'workloads[0].policyArns'],
        ['workloads[0].policyArns', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
        ['@review', 'workloads[0].pod.env'],
        ['workloads[0].pod.env', '{"LOG": "a,b", "DB": {"secret": "db", "key": "url"}}'],
        ['@review', 'workloads[0].pod.networkPolicy'],
        ['workloads[0].pod.networkPolicy', 'false'],
        ['@review', '@write'],
      ],
    );
    expect(screen(0)).toMatch(/^Environment +LOG=info, DB=secret:db\/url\|--set$/m);
    expect(screen(0)).toMatch(/^Memory +256Mi\|default$/m);
    expect(screen(0)).toMatch(
      /^Statements +sns:Publish on arn:aws:sns:us-east-1:111122223333:orders\|--set$/m,
    );
    expect(screen(4)).toMatch(/^Environment +\{"LOG":"a,b",/m);
    expect(text).toContain(
      `statements:\n      - actions:\n          - sns:Publish\n        resources:\n          - ${sns}`,
    );
    expect(text).toContain('policyArns:\n      - arn:aws:iam::aws:policy/ReadOnlyAccess');
    expect(text).toContain('LOG: "a,b"');
    expect(text).toContain('networkPolicy: false');
  });

  test('previews any file', async () => {
    const { prompter } = await run(await answered(), [
      ['@review', '@preview'],
      ['@files', 'generated/README.md'],
      ['@file', ''],
      ['@files', BACK],
      ['@review', '@write'],
    ]);
    expect(prompter.prompt('@file')).toMatchObject({ title: 'generated/README.md', language: 'md' });
  });
});
