import { describe, expect, test } from '@jest/globals';
import { PROGRAMS } from '../../src/catalog/index.js';
import { sampleValues } from '../../src/catalog/sample.js';
import { loadModel } from '../../src/load-model.js';
import { missingAnswers } from '../../src/wizard/answer-ahead.js';
import { findProblems } from '../../src/wizard/problems.js';
import { matching } from '../../src/wizard/prompter/layout.js';
import type { ChoicePrompt, TextPrompt } from '../../src/wizard/prompter/prompter.js';
import { withReopened } from '../../src/wizard/state.js';
import { aFileState, aState, BACK, entryOf, houseRules, run, type Script } from './support.js';

const CLUSTER = ['cluster.name=demo', 'cluster.region=us-east-1', 'cluster.accountId=111122223333'];
const START: Script = [['@start', 'existing']];
const PROGRAM: Script = [...START, ['workloads[0].@program', 'program']];
const ZONE = 'Z0123456789ABCDEFGHIJ';

const workloadsOf = (text: string) => text.slice(text.indexOf('workloads:'));

describe('a well-known program', () => {
  test('is found by its name or what it does, asked for what it needs, and given the rest', async () => {
    const { text, prompter } = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'external-dns'],
      ['workloads[0].with.zones', `${ZONE}, ${ZONE}K`],
    ]);
    const { choices } = prompter.prompt('workloads[0].uses') as ChoicePrompt;
    const found = (term: string) => matching(choices, term).map(({ value }) => value);
    expect(choices).toHaveLength(PROGRAMS.length);
    expect(found('dns')).toEqual(['external-dns', 'cert-manager']);
    expect(found('ext sec')).toEqual(['external-secrets']);
    const { check, problem } = prompter.prompt('workloads[0].with.zones') as TextPrompt;
    expect(problem).toBeUndefined();
    expect(check('example.com')).toContain('"example.com" is not the id of a hosted zone');
    expect(check('')).toMatch(/is missing|required/);
    expect(workloadsOf(text)).toBe(
      `workloads:\n  - uses: external-dns\n    with:\n      zones:\n        - ${ZONE}\n        - ${ZONE}K\n`,
    );
    expect(loadModel(text, 'irsa.yaml').ok).toBe(true);
  });

  test('takes the id out of the ARN of a zone, or of what the CLI calls it, where an ARN of another account may be another thing', async () => {
    const typed = `arn:aws:route53:::hostedzone/${ZONE}, "/hostedzone/${ZONE}K"`;
    const { text } = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'external-dns'],
      ['workloads[0].with.zones', typed],
    ]);
    expect(workloadsOf(text)).toContain(`zones:\n        - ${ZONE}\n        - ${ZONE}K\n`);
    const repository = 'arn:aws:ecr:us-east-1:444455556666:repository/shop/api';
    const updater = await run(aState([...CLUSTER, 'workloads[0].uses=argocd-image-updater']), [
      ...START,
      ['workloads[0].with.repositories', 'shop/web'],
    ]);
    const { check } = updater.prompter.prompt('workloads[0].with.repositories') as TextPrompt;
    expect(check(repository)).toContain('write "shop/api", if it is where the cluster is');
  });

  test('has its buckets asked one by one', async () => {
    const { text, state } = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'loki'],
      ['workloads[0].with.buckets[0].name', 'acme-chunks'],
      ['workloads[0].with.buckets[0].@more', 'true'],
      ['workloads[0].with.buckets[1].name', 'acme-ruler'],
      ['workloads[0].with.buckets[1].@more', 'false'],
      ['workloads[0].with.keys', ''],
    ]);
    expect(workloadsOf(text)).toContain(
      'buckets:\n        - name: acme-chunks\n        - name: acme-ruler\n',
    );
    expect(loadModel(text, 'irsa.yaml').ok).toBe(true);
    expect(entryOf(state, 'workloads[0].namespace')).toMatchObject({
      value: 'loki',
      fallback: { origin: 'the catalogue' },
    });
  });

  test('that may do without buckets is written without', async () => {
    const { text } = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'aws-fsx-csi-driver'],
      ['workloads[0].with.buckets[0].name', ''],
    ]);
    expect(workloadsOf(text)).toBe('workloads:\n  - uses: aws-fsx-csi-driver\n');
    expect(loadModel(text, 'irsa.yaml').ok).toBe(true);
  });

  test('that needs one of several is asked for the last where none is given', async () => {
    const { prompter, text } = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'external-secrets'],
      ['workloads[0].with.secrets', ''],
      ['workloads[0].with.parameters', '/shop/'],
      ['workloads[0].with.keys', ''],
    ]);
    expect((prompter.prompt('workloads[0].with.secrets') as TextPrompt).optional).toBe(true);
    expect((prompter.prompt('workloads[0].with.parameters') as TextPrompt).optional).toBe(false);
    expect(loadModel(text, 'irsa.yaml').ok).toBe(true);
  });

  test('that is the own application of somebody is asked for its names', async () => {
    await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'secrets-store-csi-driver-provider-aws'],
      ['workloads[0].with.secrets', 'shop/db'],
      ['workloads[0].with.parameters', ''],
      ['workloads[0].with.keys', ''],
      ['workloads[0].namespace', 'shop'],
      ['workloads[0].serviceAccount', 'web'],
      ['workloads[0].pod.kind', 'null'],
    ]);
  });

  test.each(PROGRAMS)('$name is valid with an example of every parameter', ({ name, ...program }) => {
    const values = JSON.stringify(sampleValues({ name, ...program }));
    const given = Object.fromEntries(
      Object.entries(JSON.parse(values)).filter(([, value]) => !Array.isArray(value) || value.length > 0),
    );
    const ahead = [`workloads[0].uses=${name}`, `identity.mechanism=${program.mechanisms[0]}`];
    if (Object.keys(given).length > 0) ahead.push(`workloads[0].with=${JSON.stringify(given)}`);
    if (program.namespace === undefined)
      ahead.push('workloads[0].namespace=shop', 'workloads[0].serviceAccount=web');
    const state = aState([...CLUSTER, ...ahead], { interactive: false });
    expect(missingAnswers(state)).toEqual([]);
    expect([...findProblems(state)]).toEqual([]);
  });

  test('becomes another one, and the own application, with what both need kept', async () => {
    const zones = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'external-dns'],
      ['workloads[0].with.zones', ZONE],
    ]);
    const other = await run(withReopened(zones.state, 'workloads[0].uses'), [
      ['workloads[0].uses', 'cert-manager'],
    ]);
    expect(workloadsOf(other.text)).toBe(
      `workloads:\n  - uses: cert-manager\n    with:\n      zones:\n        - ${ZONE}\n`,
    );
    const own = await run(withReopened(other.state, 'workloads[0].@program'), [
      ['workloads[0].@program', 'own'],
      ['workloads[0].namespace', 'shop'],
      ['workloads[0].serviceAccount', 'web'],
      ['workloads[0].@uses', 'queues'],
      ['workloads[0].queues[0].name', 'orders'],
      ['workloads[0].queues[0].access', 'send'],
      ['workloads[0].pod.kind', 'null'],
    ]);
    expect(own.text).not.toMatch(/uses|with|Z0123/);
    expect(loadModel(own.text, 'irsa.yaml').ok).toBe(true);
  });

  test('that knows one mechanism alone asks for that', async () => {
    const { prompter, text } = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'aws-ebs-csi-driver-cluster-scoped'],
      ['workloads[0].with.keys', ''],
      ['identity.mechanism', 'pod-identity'],
    ]);
    const { problem, check } = prompter.prompt('identity.mechanism') as ChoicePrompt;
    expect(problem).toContain('"irsa" is nothing that aws-ebs-csi-driver-cluster-scoped can use');
    expect(check('irsa')).toBe(problem);
    expect(loadModel(text, 'irsa.yaml').ok).toBe(true);
  });

  test('is gone back to from its parameters', async () => {
    const { prompter } = await run(aState(CLUSTER), [
      ...PROGRAM,
      ['workloads[0].uses', 'velero'],
      ['workloads[0].with.buckets[0].name', BACK],
      ['workloads[0].uses', 'vpc-cni'],
    ]);
    expect(prompter.prompt('workloads[0].uses')).toMatchObject({ initial: 'velero' });
  });

  test('of a file is changed there', async () => {
    const spec = {
      version: 1,
      cluster: { name: 'demo', region: 'us-east-1', accountId: '111122223333', provision: false },
      workloads: [{ uses: 'velero', with: { buckets: [{ name: 'acme-backups', prefix: 'prod/' }] } }],
    };
    const state = aFileState(spec);
    expect(missingAnswers(state)).toEqual([]);
    const { text } = await run(withReopened(state, 'workloads[0].with.buckets[0].@more'), [
      ['workloads[0].with.buckets[0].@more', 'true'],
      ['workloads[0].with.buckets[1].name', 'acme-more'],
      ['workloads[0].with.buckets[1].@more', 'false'],
    ]);
    expect(workloadsOf(text)).toContain(
      'buckets:\n        - name: acme-backups\n          prefix: prod/\n        - name: acme-more\n',
    );
  });
});

describe('ahead, without questions', () => {
  const missing = (...sets: readonly string[]) =>
    missingAnswers(aState([...CLUSTER, ...sets], { interactive: false }));

  test('a program is told what it lacks, with an example', () => {
    expect(missing('workloads[0].uses=external-dns')).toEqual([
      { key: 'workloads[0].with.zones', option: `--set 'workloads[0].with.zones=["${ZONE}"]'` },
    ]);
    expect(missing('workloads[0].uses=karpenter').map(({ key }) => key)).toEqual([
      'workloads[0].with.nodeRoleName',
    ]);
    expect(missing('workloads[0].uses=loki').map(({ key }) => key)).toEqual([
      'workloads[0].with.buckets[0].name',
    ]);
  });
});

describe('under a standard', () => {
  const under = (text: string) => ({ ...aState(CLUSTER), standard: houseRules(text) });

  test('only what it allows is offered', async () => {
    const state = under('allowed: { "workloads[].uses": [external-dns, velero] }');
    const { prompter } = await run(state, [
      ...PROGRAM,
      ['workloads[0].uses', 'external-dns'],
      ['workloads[0].with.zones', ZONE],
    ]);
    const { choices } = prompter.prompt('workloads[0].uses') as ChoicePrompt;
    expect(choices.map((choice) => 'value' in choice && choice.value)).toEqual(['external-dns', 'velero']);
  });

  test('what it locks is shown and not asked', async () => {
    const state = under('locked: { workloads: { uses: external-dns } }');
    const { prompter } = await run(state, [...START, ['workloads[0].with.zones', ZONE]]);
    expect(prompter.trace.join('\n')).toContain('Which program? external-dns (set by your organisation');
  });
});
