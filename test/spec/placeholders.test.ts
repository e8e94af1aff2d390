import { describe, expect, test } from '@jest/globals';
import { parseSpec } from '../../src/spec/parse.js';
import { checkField } from '../../src/spec/shape.js';
import { aPod, aSpecInput, aWorkload } from '../support/a-spec.js';
import { findingsOf } from './support.js';

const KEY = 'arn:aws:kms:{cluster.region}:{cluster.accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('placeholders', () => {
  test('are filled in wherever a name goes with the cluster, and nowhere else', () => {
    const spec = aSpecInput({
      cluster: { name: 'blue', region: 'eu-west-1', accountId: '111122223333' },
      terraform: { backend: { type: 's3', config: { bucket: 'state', key: '{cluster.name}/irsa.tfstate' } } },
      tags: { team: 'web', 'cost:center': '{tags.team}-{cluster.accountId}' },
      workloads: [
        aWorkload({
          name: 'site',
          namespace: 'shop',
          roleName: '{cluster.name}-{workload.namespace}-{workload.name}',
          policyName: '{tags.team}-{workload.name}',
          buckets: [
            { name: 'logs-{cluster.accountId}', access: 'get', prefix: '{cluster.name}/', kmsKeyArn: KEY },
          ],
          queues: [{ arn: 'arn:aws:sqs:{cluster.region}:{cluster.accountId}:jobs', access: 'send' }],
          statements: [{ actions: ['s3:ListAllMyBuckets'], resources: ['*'], sid: 'All' }],
          pod: aPod({
            image: '{cluster.accountId}.dkr.ecr.{cluster.region}.amazonaws.com/site:1',
            env: {
              CLUSTER: '{cluster.name}',
              JSON: '{"a":{b}}',
              COST: '{tags.cost:center}',
              ODD: '{cluster} {x.y}',
            },
            command: ['{cluster.name}'],
          }),
        }),
      ],
    });
    const parsed = parseSpec(JSON.stringify(spec), 'irsa.yaml');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
    const { terraform, tags, workloads } = parsed.value.spec;
    expect(terraform.backend?.config).toEqual({ bucket: 'state', key: 'blue/irsa.tfstate' });
    expect(tags).toEqual({ team: 'web', 'cost:center': 'web-111122223333' });
    expect(workloads[0]).toMatchObject({
      roleName: 'blue-shop-site',
      policyName: 'web-site',
      buckets: [
        {
          name: 'logs-111122223333',
          prefix: '{cluster.name}/',
          kmsKeyArn: KEY.replace('{cluster.region}', 'eu-west-1').replace(
            '{cluster.accountId}',
            '111122223333',
          ),
        },
      ],
      queues: [{ arn: 'arn:aws:sqs:eu-west-1:111122223333:jobs' }],
      pod: {
        image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/site:1',
        env: { CLUSTER: 'blue', JSON: '{"a":{b}}', COST: 'web-111122223333', ODD: '{cluster} {x.y}' },
        command: ['{cluster.name}'],
      },
    });
  });

  test('that stay as they are, because the field takes none, are warned of', () => {
    const workload = aWorkload({
      buckets: [{ name: 'logs', access: 'get', prefix: '{workload.namespace}/' }],
      statements: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::logs/{tags.team}/*'] }],
      pod: aPod({ args: ['{cluster.oidcIssuer} {x}'] }),
    });
    const { diagnostics } = parseSpec(JSON.stringify(aSpecInput({ workloads: [workload] })), 'irsa.yaml');
    expect(diagnostics.filter(({ code }) => code === 'spec/placeholder-kept')).toMatchObject([
      { severity: 'warning', path: 'workloads[0].buckets[0].prefix' },
      { severity: 'warning', path: 'workloads[0].statements[0].resources[0]' },
    ]);
  });

  test('in a value that is refused anyhow are not', () => {
    const spec = aSpecInput({ workloads: [aWorkload({ namespace: 'ns-{cluster.name}' })] });
    const { diagnostics } = parseSpec(JSON.stringify(spec), 'irsa.yaml');
    expect(diagnostics.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'workloads[0].namespace spec/invalid-value',
    ]);
  });

  test.each([
    ['an unknown field of the cluster', '{cluster.nme}', 'did you mean {cluster.name}?'],
    [
      'a field of the cluster that may not be named',
      '{cluster.oidcIssuer}',
      'use {cluster.name}, {cluster.region} or {cluster.accountId}',
    ],
    ['an unknown tag', '{tags.taem}', 'write it below tags, or did you mean {tags.team}?'],
    ['a tag that is missing', '{tags.owner}', 'write it below tags'],
  ])('%s is an error with the nearest', (_name, text, help) => {
    const spec = aSpecInput({ tags: { team: 'web' }, workloads: [aWorkload({ roleName: `x-${text}` })] });
    const { diagnostics } = parseSpec(JSON.stringify(spec), 'irsa.yaml');
    expect(diagnostics).toMatchObject([{ path: 'workloads[0].roleName', help }]);
    expect(diagnostics[0]?.message).toContain(text);
  });

  test.each([
    [
      'of a workload where there is none',
      { tags: { of: '{workload.name}' } },
      ['unknown-placeholder tags.of'],
    ],
    [
      'that lead in a circle',
      { tags: { a: '{tags.b}', b: '{tags.a}' } },
      ['circular-placeholder tags.a', 'circular-placeholder tags.b'],
    ],
    [
      'of a field that is missing, whose fault it is',
      { cluster: { region: undefined }, tags: { a: '{cluster.region}' } },
      ['missing-field cluster.region'],
    ],
    [
      'that make a name which the field refuses',
      { workloads: [aWorkload({ buckets: [{ name: '{tags.t}', access: 'get' }] })], tags: { t: 'A b' } },
      ['invalid-value workloads[0].buckets[0].name'],
    ],
  ] as const)('%s are errors', (_name, changes, want) => {
    expect(findingsOf(changes as never)).toEqual(want);
  });

  test('may be typed where they are filled in', () => {
    expect(checkField(['workloads', 0, 'roleName'], '{cluster.name}-app')).toBeUndefined();
    expect(checkField(['workloads', 0, 'roleName'], '{cluster.nam}-app')).toContain('{cluster.name}');
    const target = ['workloads', 0, 'targetRoleArn'];
    expect(checkField(target, 'arn:aws:iam::444455556666:role/{cluster.name}')).toBeUndefined();
    expect(checkField(['workloads', 0, 'namespace'], '{cluster.name}')).toContain('is not a namespace');
  });
});
