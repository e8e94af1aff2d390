import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { loadModel } from '../../src/load-model.js';
import type { ChoicePrompt } from '../../src/wizard/prompter/prompter.js';
import { review } from '../../src/wizard/review.js';
import { createState } from '../../src/wizard/session.js';
import { readSets } from '../../src/wizard/set-values.js';
import type { HouseRules, Layer, State } from '../../src/wizard/state.js';
import {
  BACK,
  entryOf,
  houseRules,
  originOf,
  run,
  type Script,
  ScriptedPrompter,
  SHORT,
  SURROUNDINGS,
  textOf,
} from './support.js';

function aState(standard: HouseRules, ...layers: readonly Layer[]): State {
  return createState({ surroundings: SURROUNDINGS, layers, standard });
}

const sets = (...texts: string[]) => readSets(texts, 'set', '--set');

const without = (...keys: string[]) => SHORT.filter(([key]) => !keys.includes(key));

describe('a default of a standard', () => {
  const rules = houseRules('defaults: { cluster: { region: eu-central-1, accountId: "444455556666" } }');

  test('is proposed, and stays with the standard unless another is typed', async () => {
    const script: Script = [...SHORT.slice(0, 2), ['cluster.region', 'eu-central-1'], ...SHORT.slice(3)];
    const { text, prompter } = await run(aState(rules), script);
    expect(prompter.prompt('cluster.region')).toMatchObject({ initial: 'eu-central-1' });
    expect(prompter.prompt('cluster.accountId')).toMatchObject({
      fallback: { text: '444455556666', origin: 'the standard acme' },
    });
    expect(text).not.toContain('region:');
    expect(text).toContain('accountId: "111122223333"');
  });

  test.each([
    [
      'of a backend without a key: each spec has one of its own',
      '',
      /config:\n +key: "111122223333\/eu-west-1\/demo\//,
    ],
    ['of a backend with its key', ', key: "{cluster.name}.tfstate"', /^(?![\s\S]*backend)/],
  ])('%s', async (_name, key, want) => {
    const backend = `{ type: s3, config: { bucket: state, region: eu-west-1${key} } }`;
    const { text } = await run(aState(houseRules(`defaults: { terraform: { backend: ${backend} } }`)), SHORT);
    expect(text).toMatch(want);
    expect(text).not.toContain('bucket: state');
  });

  test('gives way to --set, also where that is what we would take without a standard', () => {
    const json = houseRules('defaults: { terraform: { syntax: json }, workloads: { pod: { replicas: 3 } } }');
    const state = aState(json, sets('terraform.syntax=hcl', 'workloads[0].pod.replicas=2'));
    expect(entryOf(state, 'terraform.syntax')).toMatchObject({ value: 'hcl', source: 'set' });
    expect(textOf(state)).toContain('syntax: hcl');
    expect(textOf(state)).toContain('replicas: 2');
  });
});

test('a pod that is there by default gets what the standard gives to pods', async () => {
  const rules = houseRules('defaults: { workloads: { pod: { replicas: 3 } } }');
  const { state, text } = await run(aState(rules), SHORT);
  expect(text).not.toContain('replicas');
  expect(entryOf(state, 'workloads[0].pod.replicas')).toMatchObject({
    value: 3,
    fallback: { origin: 'the standard acme' },
  });
});

describe('how much is made', () => {
  const start = (rules: HouseRules) => {
    const { question, fallback, scope } = entryOf(aState(rules), '@start');
    const choices = question.kind === 'choice' ? question.choices(scope) : [];
    return [fallback?.value, choices.map(({ value }) => value)];
  };

  test('follows the standard, unless the user chooses otherwise', async () => {
    const rules = houseRules('defaults: { cluster: { provision: false } }');
    expect(start(rules)).toEqual(['existing', ['new', 'existing', 'new-customise', 'existing-customise']]);
    const { text } = await run(aState(rules), SHORT);
    expect(text).toContain('provision: true');
    const existing = await run(aState(rules), [['@start', 'existing'], ...SHORT.slice(1)]);
    expect(existing.prompter.trace[0]).toContain('Existing cluster');
    expect(existing.text).not.toContain('provision');
  });

  test('is no choice where the standard locks it', () => {
    const rules = houseRules('locked: { cluster: { provision: false } }');
    expect(start(rules)).toEqual(['existing', ['existing', 'existing-customise']]);
  });

  test('a VPC of the standard is the one', () => {
    const vpc = `{ id: vpc-0a1b2c3d4e5f67890, privateSubnets: [{ id: subnet-0aaaaaaaaaaaaaaa1, availabilityZone: eu-west-1a }, { id: subnet-0aaaaaaaaaaaaaaa2, availabilityZone: eu-west-1b }] }`;
    const state = aState(houseRules(`defaults: { cluster: { vpc: ${vpc} } }`));
    expect(entryOf(state, '@network').value).toBe('existing');
    expect(entryOf(state, 'cluster.vpc.id')).toMatchObject({
      value: 'vpc-0a1b2c3d4e5f67890',
      fallback: { origin: 'the standard acme' },
    });
  });
});

test('a rule that does not bind yet is a hint with its day, and refuses nothing', async () => {
  const rules = houseRules(
    'allowed: { cluster.region: { values: eu-central-1, since: 2027-01-01 } }\nlocked: { values: { identity: { rolePath: /acme/ } }, severity: warning }',
  );
  const { prompter, text } = await run(aState(rules), SHORT);
  const [, region] = SHORT.find(([key]) => key === 'cluster.region') ?? [];
  const hint = `cluster.region "${String(region)}" is not allowed by the standard "acme" from 2027-01-01 on`;
  expect(prompter.notes.filter((note) => note === hint)).toHaveLength(1);
  expect(prompter.prompt('cluster.region')).toMatchObject({
    choices: expect.arrayContaining([expect.objectContaining({ value: region })]),
  });
  expect(text).toContain(`region: ${String(region)}`);
});

describe('a lock of a standard', () => {
  const rules = houseRules('locked: { cluster: { region: eu-central-1, kubernetesVersion: "1.34" } }');

  test('is shown and not asked, and the spec leaves it to the standard', async () => {
    const { text, prompter } = await run(aState(rules), without('cluster.region'));
    expect(prompter.trace).toContain(
      'Cluster: Region eu-central-1, Europe (Frankfurt) (set by your organisation (acme))',
    );
    expect(text).not.toContain('region:');
    expect(text).toContain('kubernetesVersion: "1.34"');
  });

  test('is shown once, also after going back', async () => {
    const script: Script = [
      ...without('cluster.region').slice(0, 3),
      ['workloads[0].@program', BACK],
      ['cluster.accountId', BACK],
      ['cluster.name', 'other'],
      ...without('cluster.region').slice(2),
    ];
    const { prompter } = await run(aState(rules), script);
    expect(prompter.trace.filter((line) => line.includes('eu-central-1'))).toHaveLength(1);
    expect(prompter.trace[1]).toContain('other');
  });

  test('appears once its condition holds', async () => {
    const prod = houseRules(
      'when: [{ match: { cluster.name: "prod-*" }, locked: { cluster: { region: eu-west-3 } } }]',
    );
    const named = (name: string) => aState(prod, sets(`cluster.name=${name}`));
    await run(named('dev-1'), without('cluster.name'));
    const { text, state } = await run(named('prod-1'), without('cluster.name', 'cluster.region'));
    expect(entryOf(state, 'cluster.region')).toMatchObject({ value: 'eu-west-3', lockedBy: 'acme' });
    expect(text).not.toContain('region:');
  });

  test('is a line of the review that cannot be chosen', async () => {
    const { state } = await run(aState(rules), without('cluster.region'));
    const prompter = new ScriptedPrompter([['@review', '@leave']]);
    await review(state, {
      prompter,
      keep: () => undefined,
      file: 'irsa.yaml',
      generates: false,
      preview: async () => ({ diagnostics: [], generated: 0, files: async () => [] }),
    });
    const { choices, check } = prompter.prompt('@review') as ChoicePrompt;
    expect(choices).toContainEqual(
      expect.objectContaining({ value: 'cluster.region', aside: 'set by your organisation (acme)' }),
    );
    expect(check('cluster.region')).toBe('the standard "acme" locks it');
    expect(check('cluster.name')).toBeUndefined();
  });

  test('is what a file that contradicts it becomes, once Enter is pressed', async () => {
    const file: Layer = {
      source: 'file',
      value: {
        version: 1,
        cluster: { name: 'demo', region: 'us-east-1', accountId: '111122223333', kubernetesVersion: '1.34' },
        workloads: [
          { name: 'a', namespace: 'b', serviceAccount: 'c', buckets: [{ name: 'acme-b', access: 'get' }] },
        ],
      },
    };
    const { state, prompter } = await run(aState(rules, file), [['cluster.region', 'eu-central-1']]);
    const { problem, choices } = prompter.prompt('cluster.region') as ChoicePrompt;
    expect(problem).toBe(
      '"us-east-1" is not what the standard "acme" locks: it must be "eu-central-1": take the field out',
    );
    expect(choices.map((choice) => 'value' in choice && choice.value)).toEqual(['eu-central-1']);
    const origin = originOf(stringify(file.value));
    expect(textOf(state, origin)).toBe(origin.text.replace('us-east-1', 'eu-central-1'));
  });
});

describe('what a standard allows', () => {
  const rules = houseRules(
    `allowed: { cluster.region: ["eu-central-*"], "workloads[].pod.image": ["registry.acme.example/*"] }
naming: { namespace: { pattern: "^web-" } }
requiredTags: { team: "^[a-z]+$" }`,
  );

  test('is all that lists offer, and typed values are refused in its words', async () => {
    const { prompter, state } = await run(aState(rules), [
      ...SHORT.slice(0, 2),
      ['cluster.region', 'eu-central-1'],
      ...SHORT.slice(3, 5),
      ['workloads[0].namespace', 'web-shop'],
      ...SHORT.slice(6, 11),
      ['workloads[0].pod.image', 'registry.acme.example/shop:1'],
      ['tags', 'team=web'],
    ]);
    const values = (prompter.prompt('cluster.region') as ChoicePrompt).choices;
    expect(values.map((choice) => 'value' in choice && choice.value)).toEqual([
      'eu-central-1',
      'eu-central-2',
    ]);
    const refusal = (key: string, text: string) =>
      (prompter.prompt(key) as { check: (text: string) => string | undefined }).check(text);
    expect(refusal('workloads[0].pod.image', 'docker.io/shop:1')).toBe(
      '"docker.io/shop:1" is not allowed by the standard "acme": use what matches "registry.acme.example/*"',
    );
    expect(refusal('workloads[0].namespace', 'shop')).toBe(
      '"shop" is not how the standard "acme" names namespaces: use a name that matches ^web-',
    );
    expect(prompter.prompt('tags')).toMatchObject({
      problem:
        'tags.team is missing, but the standard "acme" requires it: write it under tags, with a value that matches ^[a-z]+$',
    });
    const text = textOf(state);
    expect(loadModel(text, 'irsa.yaml', rules.rules).diagnostics).toEqual([]);
  });
});
