import { describe, expect, test } from '@jest/globals';
import { meaningOf } from '../../src/change/index.js';
import type { AccessModel } from '../../src/model/types.js';
import type { Mechanism } from '../../src/spec/types.js';
import { aModel, RUNNING } from '../support/a-model.js';
import { type Moment, settled, walk } from '../support/moving-world.js';
import { renderedFiles } from '../support/rendered.js';

interface Owners {
  readonly roleOwner: 'terraform' | 'existing' | 'eksctl';
  readonly serviceAccountOwner: 'manifest' | 'existing' | 'eksctl';
}

function model(mechanism: Mechanism, owners: Owners): AccessModel {
  const { roleOwner, serviceAccountOwner } = owners;
  return aModel({
    cluster: { provision: false, ...(mechanism === 'pod-identity' ? {} : RUNNING) },
    workloads: [
      {
        ...{ name: 'web', namespace: 'shop', serviceAccount: 'web' },
        ...(roleOwner === 'existing'
          ? { roleArn: 'arn:aws:iam::111122223333:role/shop-web' }
          : { roleName: 'shop-web', buckets: [{ name: 'pictures', access: 'get' }] }),
        identity: { mechanism, ...owners },
        ...(serviceAccountOwner === 'existing'
          ? {}
          : { pod: { kind: 'Deployment', image: 'registry.example/web:1' } }),
      },
    ],
  });
}

/** What happens from one mechanism to the next, and which workloads stand still meanwhile. */
async function move(from: Mechanism, to: Mechanism, owners: Owners) {
  const [before, after] = [model(from, owners), model(to, owners)];
  const { steps, pauses } = meaningOf(before, after);
  const start = await settled(before);
  const moments = await walk(start.held, steps, before, after);
  return { start, moments, pauses, steps, goal: await settled(after) };
}

/** Whoever owns a role adds a statement where they like. */
const inOrder = (moment: Moment | undefined) => ({
  ...moment?.held,
  trust: moment?.held.trust?.map((statement) => JSON.stringify(statement)).toSorted(),
});

const shown = ({ running, starting }: Moment) => `${running.join(' + ') || 'stopped'} | ${starting}`;

const OURS: readonly Owners[] = [
  { roleOwner: 'terraform', serviceAccountOwner: 'manifest' },
  { roleOwner: 'terraform', serviceAccountOwner: 'existing' },
  { roleOwner: 'existing', serviceAccountOwner: 'manifest' },
  { roleOwner: 'existing', serviceAccountOwner: 'existing' },
];
const BY_EKSCTL: readonly Owners[] = [
  { roleOwner: 'eksctl', serviceAccountOwner: 'manifest' },
  { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' },
];

/** Every way from one mechanism to another, by everybody who can go it: eksctl has no role that trusts both. */
const MOVES = [
  ...OURS.flatMap((owners) =>
    (
      [
        ['irsa', 'both'],
        ['both', 'pod-identity'],
        ['pod-identity', 'both'],
        ['both', 'irsa'],
        ['irsa', 'pod-identity'],
        ['pod-identity', 'irsa'],
      ] as const
    ).map(([from, to]) => ({ from, to, owners })),
  ),
  ...BY_EKSCTL.flatMap((owners) => [
    { from: 'irsa' as const, to: 'pod-identity' as const, owners },
    { from: 'pod-identity' as const, to: 'irsa' as const, owners },
  ]),
];

describe.each(MOVES)(
  'from $from to $to, role by $owners.roleOwner, service account by $owners.serviceAccountOwner',
  ({ from, to, owners }) => {
    test('no pod is ever without credentials, and all ends as the spec says', async () => {
      const { start, moments, pauses, goal } = await move(from, to, owners);
      for (const moment of [start, ...moments, goal]) {
        const stopped = moment.running.length === 0;
        expect(stopped && pauses.length === 0).toBe(false);
        const relied = stopped ? [] : [...moment.running, moment.starting];
        expect(relied.filter((each) => !each.endsWith(': allowed'))).toEqual([]);
      }
      expect(shown(moments.at(-1) as Moment)).toBe(shown(goal));
      expect(inOrder(moments.at(-1))).toEqual(inOrder(goal));
    });
  },
);

const IRSA = 'irsa: allowed';
const PODS = 'pod-identity: allowed';

describe('the way from IRSA to Pod Identity', () => {
  const [ours, , theirs] = OURS as [Owners, Owners, Owners, Owners];

  test('begins with a trust for both, and pods that start take the new way', async () => {
    for (const owners of [ours, theirs]) {
      const { moments, pauses } = await move('irsa', 'both', owners);
      expect(pauses).toEqual([]);
      expect(moments.map(shown)).toEqual([
        `${IRSA} | ${IRSA}`,
        `${IRSA} | ${PODS}`,
        `${IRSA} + ${PODS} | ${PODS}`,
        `${PODS} | ${PODS}`,
      ]);
    }
  });

  test('ends without the old trust and the annotation, which no pod needs any more', async () => {
    const { moments, pauses, steps } = await move('both', 'pod-identity', ours);
    expect(pauses).toEqual([]);
    expect(moments.map(({ held }) => [held.trust?.length, held.annotation === undefined])).toEqual([
      [1, false],
      [1, true],
      [1, true],
      [1, true],
    ]);
    expect([...new Set(moments.map(({ starting }) => starting))]).toEqual([PODS]);
    expect(steps[0]?.title).toContain('AWS_WEB_IDENTITY_TOKEN_FILE');
  });

  test('does not forget a pod that still has its token for the old trust: it would be left without', async () => {
    const [before, after] = [model('both', ours), model('pod-identity', ours)];
    const { held } = await settled(before);
    const late = { ...held, pods: ['irsa'] as const };
    const [first] = await walk(late, meaningOf(before, after).steps.slice(1), before, after);
    expect(first?.running).toEqual(['irsa: denied']);
  });

  test('leads back over a pause: pods with an association have credentials by that alone', async () => {
    const { moments, pauses } = await move('both', 'irsa', ours);
    expect(pauses).toMatchObject([{ workload: 'shop/web' }]);
    expect(moments.slice(0, -1).flatMap(({ running }) => running)).toEqual([]);
    expect(moments.at(-1)?.running).toEqual([IRSA]);
  });

  test('asks whoever owns a role for the new trust before the association is there, and for less at the end', async () => {
    const wanted = await move('irsa', 'both', theirs);
    const titles = wanted.steps.map(({ title }) => title);
    const asked = titles.findIndex((title) => /^See that shop-web, .* trusts/.test(title));
    expect(asked).toBeGreaterThan(-1);
    expect(titles.indexOf('Make and change what pods will need')).toBeGreaterThan(asked);
    const done = await move('both', 'pod-identity', theirs);
    expect(done.steps.at(-1)?.title).toContain('shop-web');
  });

  test('is told in the runbook with the command that the last step asks for', async () => {
    const readme = (await renderedFiles(model('both', ours), 'docs')).get('README.md');
    const { steps } = await move('both', 'pod-identity', ours);
    expect(readme).toContain(steps[0]?.commands[0]);
  });
});
