import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/diagnostics.js';
import { layerOf, over, sourceOf } from '../../src/spec/extends.js';
import { readSource } from '../../src/spec/source.js';
import { sourceOfValue } from '../../src/spec/source-file.js';
import { removals, removeElement } from '../../src/wizard/elements.js';
import { resolve } from '../../src/wizard/graph.js';
import { fixedIn, type Overlay, overlayOf } from '../../src/wizard/overlay.js';
import type { Draftable } from '../../src/wizard/paths.js';
import { findProblems } from '../../src/wizard/problems.js';
import { review } from '../../src/wizard/review.js';
import { createState } from '../../src/wizard/session.js';
import { specOf } from '../../src/wizard/spec-text.js';
import { type State, withAnswer } from '../../src/wizard/state.js';
import { type Script, ScriptedPrompter, SURROUNDINGS } from './support.js';

const BASE = `version: 1
cluster: { name: demo, region: eu-west-1, accountId: "111122223333" }
identity:
  furtherClusters:
    - name: green
      oidcIssuer: https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
tags: { team: web, stage: dev }
workloads:
  - name: web
    namespace: shop
    serviceAccount: web
    buckets:
      - { name: acme-a, access: get, prefix: one/ }
      - { name: acme-a, access: put, prefix: two/ }
      - { name: acme-b, access: get }
    queues: [{ name: orders, access: send }]
    databases:
      - { resourceId: db-ABCDEFGHIJKL01234, user: app, access: connect }
      - { resourceId: db-ABCDEFGHIJKL01235, user: app, access: connect }
  - uses: external-dns
    with: { zones: [Z0123456789ABCDEFGHIJ] }
`;

const OWN = {
  extends: '../base/irsa.yaml',
  workloads: [
    { name: 'web', buckets: [{ name: 'acme-c', access: 'read' }] },
    { name: 'api', namespace: 'shop', serviceAccount: 'api', topics: [{ name: 'news', access: 'publish' }] },
  ],
};

const FILE = '../base/irsa.yaml';

function anOverlay(
  own: Draftable = OWN,
  text = BASE,
): { readonly overlay: Overlay; readonly whole: Draftable } {
  const read = readSource(text, FILE);
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return { overlay: { own, base: read.value }, whole: joined(read.value, own) };
}

function joined(base: Overlay['base'], own: Draftable): Draftable {
  return sourceOf(over(layerOf(base), layerOf(sourceOfValue(own, 'irsa.yaml'))), base, []).value as Draftable;
}

function aState(own?: Draftable): State {
  const { overlay, whole } = anOverlay(own);
  return createState({ surroundings: SURROUNDINGS, layers: [{ source: 'file', value: whole }], overlay });
}

type Spec = { tags?: object; workloads: Record<string, Record<string, unknown>[]>[] };

describe('what a file says over its base', () => {
  const said = (change: (spec: Spec) => void, own?: Draftable) => {
    const { overlay, whole } = anOverlay(own);
    const wanted = structuredClone(whole);
    change(wanted as Spec);
    const said = overlayOf(overlay, wanted);
    expect(joined(overlay.base, said)).toEqual(wanted);
    return said as Spec;
  };

  test('is what it said where nothing is changed, though the base has a name twice', () => {
    expect(said(() => undefined)).toEqual(OWN);
  });

  test('takes away what is no element of a named list', () => {
    expect(said((spec) => (spec.tags = { team: 'web' })).tags).toEqual({ stage: null });
    expect(said((spec) => delete spec.workloads[0]?.['queues']).workloads[0]).toMatchObject({ queues: null });
    expect(said((spec) => spec.workloads[0]?.['databases']?.pop()).workloads[0]?.['databases']).toHaveLength(
      1,
    );
    expect(said((spec) => spec.workloads.pop()).workloads).toHaveLength(1);
  });

  test('keeps away what it took away by null', () => {
    expect(said((spec) => (spec.tags = { owner: 'me' }), { ...OWN, tags: null }).tags).toEqual({
      owner: 'me',
      team: null,
      stage: null,
    });
  });

  test.each([
    ['an element that goes', OWN, (spec: Spec) => spec.workloads.shift(), `"web" stands in ${FILE}:9`],
    [
      'an element that is called otherwise',
      OWN,
      (spec: Spec) => Object.assign(spec.workloads[0]?.['buckets']?.[2] ?? {}, { name: 'acme-x' }),
      `workloads[0].buckets: "acme-b" stands in ${FILE}:15`,
    ],
    [
      'one of two of a name',
      OWN,
      (spec: Spec) => Object.assign(spec.workloads[0]?.['buckets']?.[1] ?? {}, { access: 'get' }),
      `"acme-a" stands in ${FILE}:13, and lists are joined by name`,
    ],
    [
      'a second one of a name',
      OWN,
      (spec: Spec) => spec.workloads[0]?.['buckets']?.push({ name: 'acme-b', access: 'put', prefix: 'x/' }),
      `"acme-b" stands in ${FILE}:15, and lists are joined by name`,
    ],
    [
      'what would bring back a list that was taken away',
      { extends: FILE, workloads: [{ name: 'web', buckets: [] }] },
      (spec: Spec) => spec.workloads[0]?.['buckets']?.push({ name: 'acme-x', access: 'get' }),
      `"acme-a" stands in ${FILE}:13`,
    ],
  ])('is refused for %s', (_, own, change, message) => {
    expect(() => said(change, own)).toThrow(Failure);
    expect(() => said(change, own)).toThrow(message);
  });
});

describe('the review of a spec over a base', () => {
  const run = async (state: State, script: Script) => {
    const prompter = new ScriptedPrompter(script);
    const preview = async () => ({ diagnostics: [], generated: 0, files: async () => [] });
    const tools = { prompter, keep: () => undefined, file: 'irsa.yaml', generates: true, preview };
    return { ...(await review(state, tools)), prompter };
  };

  test('says of what can be removed where the base has it, and refuses that', async () => {
    const state = aState();
    const found = removals(state, resolve(state));
    expect(found.map(({ value, aside = '' }) => `${value} ${aside}`.trim())).toEqual([
      `workloads[0].buckets[0] in ${FILE}:13`,
      `workloads[0].buckets[1] in ${FILE}:14`,
      `workloads[0].buckets[2] in ${FILE}:15`,
      'workloads[0].buckets[3]',
      'workloads[0].queues[0]',
      'workloads[0].databases[0]',
      'workloads[0].databases[1]',
      `workloads[0] in ${FILE}:9`,
      `workloads[1] in ${FILE}:20`,
      'workloads[2]',
    ]);
    await expect(
      run(state, [
        ['@review', '@remove'],
        ['@remove', 'workloads[0]'],
      ]),
    ).rejects.toThrow(`@remove: ${FILE}:9 has it, and a file over that cannot take it away`);
  });

  test('says of every value which file gives it', async () => {
    const own = { ...OWN, identity: { maxSessionDuration: 7200 } };
    const { prompter } = await run(aState(own), [['@review', '@leave']]);
    const { choices = [] } = prompter.prompt('@review') as {
      choices?: readonly { value?: string; aside?: string }[];
    };
    const asideOf = (key: string) => choices.find(({ value }) => value === key)?.aside;
    expect(
      [
        ...[
          'cluster.region',
          'identity.furtherClusters',
          'identity.maxSessionDuration',
          'workloads[0].@program',
        ],
        ...['workloads[0].name', 'workloads[0].@uses', 'workloads[0].buckets[2].name'],
        ...['workloads[0].buckets[3].name', 'workloads[1].uses', 'workloads[2].namespace'],
      ].map((key) => `${key} ${asideOf(key)}`),
    ).toEqual([
      `cluster.region ${FILE}`,
      `identity.furtherClusters ${FILE}`,
      'identity.maxSessionDuration file',
      `workloads[0].@program file and ${FILE}`,
      'workloads[0].name file',
      `workloads[0].@uses ${FILE}`,
      `workloads[0].buckets[2].name ${FILE}`,
      'workloads[0].buckets[3].name file',
      `workloads[1].uses ${FILE}`,
      'workloads[2].namespace file',
    ]);
  });

  test('everything else that it offers to remove goes, and nothing more', () => {
    const state = aState();
    const resolution = resolve(state);
    for (const { value } of removals(state, resolution).filter(({ refused }) => refused === undefined)) {
      const left = removeElement(state, resolution, value);
      expect([value, [...findProblems(left)]]).toEqual([value, []]);
      const { overlay } = anOverlay();
      expect(joined(overlay.base, overlayOf(overlay, specOf(left)))).toEqual(specOf(left));
    }
  });

  test.each([
    ['workloads[0].name', 'shop', `"web" stands in ${FILE}:9`],
    ['workloads[0].buckets[2].name', 'acme-x', `"acme-b" stands in ${FILE}:15`],
    ['workloads[0].buckets[3].name', 'acme-b', `"acme-b" stands in ${FILE}:15`],
    ['workloads[0].buckets[1].access', 'get', `"acme-a" stands in ${FILE}:13`],
    ['workloads[0].queues[0].name', 'more', `"orders" stands in ${FILE}:16`],
    ['workloads[1].name', 'dns', `"external-dns" stands in ${FILE}:20`],
    ['workloads[1].uses', 'karpenter', `"external-dns" stands in ${FILE}:20`],
    [
      'identity.furtherClusters',
      'blue=https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
      `"green" stands in ${FILE}:5`,
    ],
  ])('refuses %s %s at the question', async (key, answer, message) => {
    await expect(
      run(aState(), [
        ['@review', key],
        [key, answer],
      ]),
    ).rejects.toThrow(message);
  });

  test('a program of the base that becomes an application is asked about again', () => {
    const state = withAnswer(aState(), 'workloads[1].@program', { value: 'own', source: 'typed' });
    expect(fixedIn(anOverlay().overlay, specOf(state))).toHaveLength(1);
    expect(findProblems(state).get('workloads[1].@program')?.text).toContain(`${FILE}:20`);
  });
});
