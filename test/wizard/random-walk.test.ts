import { expect, test } from '@jest/globals';
import { loadModel } from '../../src/load-model.js';
import type { Prompt, Prompter, Reply } from '../../src/wizard/prompter/prompter.js';
import { readSets } from '../../src/wizard/set-values.js';
import { specText } from '../../src/wizard/spec-text.js';
import { runWizard, type WizardInput } from '../../src/wizard/wizard.js';
import { casesOf } from '../support/stress.js';
import { houseRules, SURROUNDINGS } from './support.js';

/** Mulberry32: small, fast, the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TEXTS = [
  '', 'x', 'My_Bucket', 'acme-data', '8080', '0', '2', '-1', '111122223333', 'default', 'kube-system', 'a.b',
  'images/', '/images', '/healthz', '* * * * *', 'registry.example/app:1', 't3.small', 'eu-west-1a, eu-west-1b',
  'us-east-1a=subnet-0aaaaaaaaaaaaaaa1, us-east-1b=subnet-0aaaaaaaaaaaaaaa2', 'vpc-0a1b2c3d4e5f67890',
  'arn:aws:iam::111122223333:role/x', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'team=web', 'a=b=c', '${x}', '%{', '"', "'", '{{x}}', '# no', '- a', 'on', '1.35', '\u0007', '\u2028', 'ünïcode', 'x'.repeat(300),
] as const; // biome-ignore format: a pool

class RandomPrompter implements Prompter {
  readonly columns = 80;
  asked = 0;
  choices = 0;

  constructor(
    private readonly random: () => number,
    private readonly patience: number,
  ) {}

  async ask(prompt: Prompt): Promise<Reply> {
    this.asked += 1;
    if (prompt.kind === 'page') return { kind: 'answer', value: '' };
    if (prompt.key === '@review' && this.asked > this.patience) return this.leave(prompt);
    if (this.random() < 0.08) return { kind: 'back' };
    for (let attempt = 0; attempt < 6; attempt += 1) {
      this.choices += 1;
      const value = this.pick(prompt);
      if (prompt.check(value as 'true') === undefined) return { kind: 'answer', value };
    }
    return { kind: 'back' };
  }

  private pick(prompt: Exclude<Prompt, { kind: 'page' }>): string {
    const one = <T>(list: readonly T[]): T => list[Math.floor(this.random() * list.length)] as T;
    if (prompt.kind === 'confirm') return one(['true', 'false', 'false']);
    if (prompt.kind === 'text') {
      const usual = [prompt.fallback?.text, prompt.initial, prompt.example].filter(
        (text) => text !== undefined,
      );
      return this.random() < 0.7 && usual.length > 0 ? one(usual) : one(TEXTS);
    }
    if (prompt.kind === 'several')
      return prompt.choices
        .map(({ value }) => value)
        .filter(() => this.random() < 2 / prompt.choices.length)
        .join(',');
    return one(prompt.choices.flatMap((choice) => ('value' in choice ? [choice.value] : [])));
  }

  private leave(prompt: Exclude<Prompt, { kind: 'page' }>): Reply {
    const writes = this.random() < 0.8 && prompt.check('@write' as 'true') === undefined;
    return { kind: 'answer', value: writes ? '@write' : '@leave' };
  }

  settled(): void {}
  retract(): void {}
  note(): void {}
}

const STANDARD = houseRules(`
defaults:
  cluster: { region: eu-central-1, kubernetesVersion: "1.34" }
  tags: { owner: platform }
  workloads: { pod: { replicas: 3 } }
locked: { identity: { rolePath: /acme/, maxSessionDuration: 7200 }, terraform: { layout: root } }
when: [{ match: { cluster.name: "demo*" }, locked: { cluster: { provision: true } } }]
allowed: { cluster.region: ["eu-*"], "workloads[].pod.image": ["registry.example/*"] }
naming: { roleName: { template: "acme-{workload.name}", pattern: "^acme-" } }
requiredTags: { team: "^[a-z]+$" }
`);

const seedsFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test.each([
  ['', undefined, seedsFrom(1, casesOf(8, 80))],
  [', under a standard', STANDARD, seedsFrom(1, casesOf(8, 20))],
])(
  'thousands of random choices always end in a valid spec or a clean leave%s',
  async (_, standard, seeds) => {
    const ends = { write: 0, save: 0, leave: 0 };
    let choices = 0;
    for (const seed of seeds) {
      const prompter = new RandomPrompter(randomFrom(seed), 40);
      const input: WizardInput = {
        file: 'irsa.yaml',
        drafts: { load: () => undefined, save: () => undefined, remove: () => undefined },
        inPlace: false,
        surroundings: SURROUNDINGS,
        layers: standard === undefined ? [] : [readSets(['standard=./acme'], 'set', '--set')],
        standard,
        generates: true,
        preview: async (spec) => {
          const text = specText(spec, undefined);
          return {
            diagnostics: loadModel(text, 'irsa.yaml', standard?.rules).diagnostics,
            generated: 0,
            files: async () => [{ path: 'irsa.yaml', content: text, verdict: 'create' }],
          };
        },
      };
      const end = await runWizard(input, prompter);
      choices += prompter.choices;
      ends[end.kind] += 1;
      if (end.kind === 'leave') continue;
      const loaded = loadModel(end.text, 'irsa.yaml', standard?.rules);
      expect({ seed, text: end.text, diagnostics: loaded.diagnostics, ok: loaded.ok }).toMatchObject({
        ok: true,
      });
      if (standard !== undefined) expect(end.text).not.toMatch(/rolePath|maxSession|layout/);
    }
    expect(choices).toBeGreaterThan(seeds.length * 45);
    expect(ends.write).toBeGreaterThan(seeds.length / 3);
  },
);
