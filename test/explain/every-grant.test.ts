import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import {
  type Asked,
  buildMatrix,
  explain,
  questionsOf,
  type World,
  worldOfSpec,
} from '../../src/explain/index.js';
import { mainArn, type Thing, thingNamed, thingOf } from '../../src/grants/index.js';
import { aModel, RUNNING } from '../support/a-model.js';
import { EVERY_GRANT, HOME } from '../support/every-grant.js';

/** A workload for each grant. */
const model = aModel({
  cluster: RUNNING,
  terraform: { syntax: 'both' },
  workloads: EVERY_GRANT.map(({ kind, entry }) => ({ buckets: [], [kind.field]: [entry] })),
});
const files = await render(model, ['terraform', 'kubernetes']);
const worldBy = (folder: string): Promise<World> =>
  worldOfSpec(
    model,
    files.filter(({ path }) => path.startsWith(folder) || path.startsWith('kubernetes/')),
  );
const world = await worldBy('terraform/');

/** What AWS is asked as, resource by resource; what is on everything tells no thing from another. */
const keyOf = ({ action, resource, context = {} }: Asked) =>
  `${action} ${resource} ${JSON.stringify(context)}`;
const ofThing = ({ resource, context }: Asked) => resource !== '*' || context !== undefined;

/** Whether the role's permissions allow it: what a role to be assumed says itself is not in the files. */
function allows(index: number, asked: Asked): string {
  const serviceAccount = model.workloads[index]?.serviceAccount ?? '';
  const { decision, links } = explain(world, { namespace: 'default', serviceAccount, ...asked });
  const own = links.find(({ kind }) => kind === 'permissions')?.status;
  return decision === 'unknown' ? `permissions ${own}` : decision;
}

const GRANTED = /^(?:allowed|permissions ok)$/;

/** The thing by another name, and where kinds have them in another region and account. */
function neighbours(thing: Thing): readonly Thing[] {
  const renamed = Object.fromEntries(
    Object.entries(thing.names).map(([name, value]) => [name, value.replace(/(?=\/?$)/, 'x')]),
  );
  const { arn } = thing;
  return [
    { ...thing, names: renamed, ...(arn === undefined ? {} : { arn: arn.replace(/.$/, '0') }) },
    {
      ...thing,
      region: 'eu-west-1',
      ...(arn === undefined ? {} : { arn: arn.replace('us-east-1', 'eu-west-1') }),
    },
    {
      ...thing,
      accountId: '999900001111',
      ...(arn === undefined ? {} : { arn: arn.replace(/\d{12}/, '999900001111') }),
    },
  ];
}

describe.each(EVERY_GRANT.map((grant, index) => [grant.label, grant, index] as const))(
  '%s',
  (_, grant, index) => {
    const { kind, word, entry } = grant;
    const thing = thingOf(kind, entry, HOME);
    const own = questionsOf({ kind, thing }, word);
    const owned = new Set(own.map(keyOf));

    test('allows every action of the word', () => {
      expect(own.length).toBeGreaterThan(0);
      for (const asked of own)
        expect([asked, allows(index, asked)]).toEqual([asked, expect.stringMatching(GRANTED)]);
    });

    test("denies the other words' actions", () => {
      const valid = EVERY_GRANT.filter(
        (each) =>
          each.kind === kind && mainArn(kind, thingOf(kind, each.entry, HOME)) === mainArn(kind, thing),
      );
      const others = valid
        .flatMap((each) => questionsOf({ kind, thing }, each.word))
        .filter((asked) => !owned.has(keyOf(asked)));
      for (const asked of others) expect([asked, allows(index, asked)]).toEqual([asked, 'denied']);
    });

    test('denies the same on neighbouring things, in other regions and accounts', () => {
      const others = neighbours(thing)
        .flatMap((neighbour) => questionsOf({ kind, thing: neighbour }, word))
        .filter((asked) => ofThing(asked) && !owned.has(keyOf(asked)));
      if (own.some(ofThing)) expect(others.length).toBeGreaterThan(0);
      for (const asked of others) expect([asked, allows(index, asked)]).toEqual([asked, 'denied']);
    });
  },
);

test('HCL and JSON say the same of every grant, and the table of both has every word', async () => {
  const [hcl, json] = await Promise.all(
    [world, worldBy('terraform-json/')].map(async (each) => buildMatrix(await each)),
  );
  expect(json).toEqual(hcl);
  for (const [index, { kind, word, entry, label }] of EVERY_GRANT.entries()) {
    const thing = thingOf(kind, entry, HOME);
    const row = hcl?.rows.find(
      (each) =>
        each.serviceAccount === model.workloads[index]?.serviceAccount &&
        each.kind === kind.field &&
        (mainArn(kind, thing) === undefined
          ? each.resource === Object.values(thing.names).join('/')
          : each.arn?.replace(/\/\*$/, '/') === mainArn(kind, thing)),
    );
    expect([label, row?.access[word]]).toEqual([
      label,
      expect.stringMatching(kind.field === 'roles' ? /^assumed$/ : /^allowed$/),
    ]);
  }
});

test('policies name a thing by each of its ARNs', () => {
  for (const { kind, entry, label } of EVERY_GRANT) {
    const thing = thingOf(kind, entry, HOME);
    const arns = Object.values(kind.resources).flatMap((resource) => resource.arns(thing));
    for (const arn of arns.filter((each) => each !== '*'))
      expect([label, arn, thingNamed(kind, arn)]).toEqual([
        label,
        arn,
        expect.objectContaining({ partition: 'aws' }),
      ]);
  }
});
