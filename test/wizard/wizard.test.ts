import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadModel } from '../../src/load-model.js';
import type { Draft, DraftStore } from '../../src/wizard/draft.js';
import { Interrupted, type Prompt, type Reply } from '../../src/wizard/prompter/prompter.js';
import { ALL_QUESTIONS } from '../../src/wizard/questions/index.js';
import { runWizard, type WizardInput } from '../../src/wizard/wizard.js';
import { BACK, originOf, type Script, ScriptedPrompter, SHORT, SURROUNDINGS } from './support.js';

function memory(draft?: Draft): DraftStore & { kept: Draft | undefined } {
  return {
    kept: draft,
    load() {
      return this.kept;
    },
    save(kept) {
      this.kept = kept;
    },
    remove() {
      this.kept = undefined;
    },
  };
}

const TEXT = `version: 1
cluster: { name: demo, region: eu-west-1, accountId: "111122223333" } # ours
workloads:
  - { name: a, namespace: b, serviceAccount: c, buckets: [{ name: acme-b, access: get }] }
`;

function inputFor(drafts: DraftStore, text?: string): WizardInput {
  const value = text === undefined ? undefined : parse(text);
  return {
    file: 'irsa.yaml',
    drafts,
    inPlace: text !== undefined,
    surroundings: SURROUNDINGS,
    layers: value === undefined ? [] : [{ source: 'file', value }],
    generates: true,
    standard: undefined,
    preview: async (spec) => ({
      diagnostics: loadModel(JSON.stringify(spec), 'irsa.yaml').diagnostics,
      generated: 0,
      files: async () => [],
    }),
    ...(text === undefined ? {} : { origin: originOf(text) }),
  };
}

/** Leaves the terminal once the script is at its end. */
class InterruptedPrompter extends ScriptedPrompter {
  override async ask(prompt: Prompt): Promise<Reply> {
    if (this.finished) throw new Interrupted();
    return super.ask(prompt);
  }
}

describe('an interrupted run', () => {
  test('is gone on with where it stopped, with the defaults that were taken then', async () => {
    const drafts = memory();
    await expect(runWizard(inputFor(drafts), new InterruptedPrompter(SHORT.slice(0, 6)))).rejects.toThrow(
      Interrupted,
    );
    expect(drafts.kept?.answers.size).toBe(6);
    const resumed = { ...inputFor(drafts), surroundings: { last: {}, interactive: true } };
    const prompter = new ScriptedPrompter([['@resume', 'resume'], ...SHORT.slice(6), ['@review', '@write']]);
    const end = await runWizard(resumed, prompter);
    expect(end).toMatchObject({ kind: 'write', text: expect.stringContaining('region: eu-west-1') });
    expect(prompter.finished).toBe(true);
  });

  test('can be forgotten', async () => {
    const drafts = memory({
      answers: new Map([['cluster.name', { value: 'old', source: 'typed' }]]),
      removed: [],
      surroundings: SURROUNDINGS,
    });
    const prompter = new ScriptedPrompter([['@resume', 'fresh'], ...SHORT, ['@review', '@leave']]);
    expect(await runWizard(inputFor(drafts), prompter)).toEqual({ kind: 'leave' });
    expect(prompter.prompt('cluster.name')).not.toHaveProperty('initial');
    expect(drafts.kept).toBeUndefined();
  });

  test('of a review keeps the changes', async () => {
    const drafts = memory();
    const script: Script = [...SHORT, ['@review', 'cluster.name'], ['cluster.name', 'changed']];
    await expect(runWizard(inputFor(drafts), new InterruptedPrompter(script))).rejects.toThrow(Interrupted);
    expect(drafts.kept?.answers.get('cluster.name')).toEqual({ value: 'changed', source: 'typed' });
  });

  test('says once that a folder takes no draft, and goes on', async () => {
    const refusing: DraftStore = {
      load: () => undefined,
      save: () => {
        throw new Error('read-only');
      },
      remove: () => undefined,
    };
    const prompter = new ScriptedPrompter([...SHORT, ['@review', '@write']]);
    expect((await runWizard(inputFor(refusing), prompter)).kind).toBe('write');
    expect(prompter.notes).toEqual(['answers cannot be kept: read-only']);
  });
});

describe('back', () => {
  test('from the review goes to the last question', async () => {
    const last = SHORT.at(-1) as Script[number];
    const prompter = new ScriptedPrompter([
      ...SHORT,
      ['@review', BACK],
      [last[0], 'registry.example/other:2'],
      ['@review', '@write'],
    ]);
    const end = await runWizard(inputFor(memory()), prompter);
    expect(end).toMatchObject({ text: expect.stringContaining('registry.example/other:2') });
  });

  test('before the first question asks it again', async () => {
    const prompter = new ScriptedPrompter([
      ['@start', BACK],
      ['@start', BACK],
      ...SHORT,
      ['@review', '@leave'],
    ]);
    expect((await runWizard(inputFor(memory()), prompter)).kind).toBe('leave');
  });
});

describe('with a file there', () => {
  test('it can be left, looked at, and changed', async () => {
    const leave = new ScriptedPrompter([['@entry', 'leave']]);
    expect(await runWizard(inputFor(memory(), TEXT), leave)).toEqual({ kind: 'leave' });
    const prompter = new ScriptedPrompter([
      ['@entry', 'edit'],
      ['@review', BACK],
      ['@entry', 'edit'],
      ['@review', 'cluster.region'],
      ['cluster.region', 'us-east-1'],
      ['@review', '@write'],
    ]);
    const end = await runWizard(inputFor(memory(), TEXT), prompter);
    expect(end).toMatchObject({ text: TEXT.replace('eu-west-1', 'us-east-1') });
  });

  test('a workload can be added', async () => {
    const prompter = new ScriptedPrompter([
      ['@entry', 'add'],
      ['workloads[1].@program', 'own'],
      ['workloads[1].namespace', 'b'],
      ['workloads[1].serviceAccount', 'second'],
      ['workloads[1].@uses', 'buckets'],
      ['workloads[1].buckets[0].name', 'acme-c'],
      ['workloads[1].buckets[0].access', 'full'],
      ['workloads[1].pod.kind', 'null'],
      ['@review', '@write'],
    ]);
    const end = await runWizard(inputFor(memory(), TEXT), prompter);
    expect(end).toMatchObject({
      text: `${TEXT}  - name: second
    namespace: b
    serviceAccount: second
    buckets:
      - name: acme-c
        access: full
`,
    });
  });
});

test('every question of every file is asked, under a key of its own', async () => {
  const files = readdirSync('src/wizard/questions').filter((name) => name !== 'index.ts');
  const modules = await Promise.all(
    files.map((name) => import(`../../src/wizard/questions/${name.replace('.ts', '.js')}`)),
  );
  const written = modules
    .flatMap((module) => Object.values(module))
    .filter(Array.isArray)
    .flat();
  expect(new Set(written)).toEqual(new Set(ALL_QUESTIONS));
  const keys = ALL_QUESTIONS.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
