import { expect } from '@jest/globals';
import type { GrantKind } from '../../src/grants/index.js';
import { readSource } from '../../src/spec/source.js';
import { adviseOn } from '../../src/standard/advice.js';
import { specStandard } from '../../src/standard/amend.js';
import { type Entry, resolve } from '../../src/wizard/graph.js';
import type { Prompt, Prompter, Reply, SettledLine } from '../../src/wizard/prompter/prompter.js';
import { createState } from '../../src/wizard/session.js';
import { readSets } from '../../src/wizard/set-values.js';
import { type Origin, specOf, specText } from '../../src/wizard/spec-text.js';
import type { HouseRules, Layer, State } from '../../src/wizard/state.js';
import type { Surroundings } from '../../src/wizard/surroundings.js';
import { walk } from '../../src/wizard/walk.js';
import { aStandard } from '../standard/support.js';

export const SURROUNDINGS: Surroundings = {
  folder: 'photo-site',
  region: { code: 'eu-west-1', origin: 'AWS_REGION' },
  last: {},
  interactive: true,
};

/** A state before the first question, with values given ahead by `--set`. */
export function aState(sets: readonly string[] = [], surroundings: Partial<Surroundings> = {}): State {
  return createState({
    surroundings: { ...SURROUNDINGS, ...surroundings },
    layers: sets.length === 0 ? [] : [readSets(sets, 'set', '--set')],
  });
}

/** A text that a spec may begin with. */
export function originOf(text: string): Origin {
  const source = readSource(text, 'irsa.yaml');
  if (!source.ok) throw new Error(source.diagnostics[0]?.message);
  return { text, source: source.value, value: source.value.value as Origin['value'] };
}

/** The spec's text that a state makes. */
export function textOf(state: State, origin?: Origin): string {
  return specText(specOf(state), origin);
}

/** A state that begins with a file. */
export function aFileState(value: Record<string, unknown>, ...layers: readonly Layer[]): State {
  return createState({ surroundings: SURROUNDINGS, layers: [{ source: 'file', value }, ...layers] });
}

/** A standard as the wizard takes it, from the parts of its YAML. */
export function houseRules(...texts: readonly string[]): HouseRules {
  const standard = aStandard(...texts);
  return { advise: (spec) => adviseOn(spec, standard), rules: specStandard(standard) };
}

export function entryOf(state: State, key: string): Entry {
  const entry = resolve(state).byKey.get(key);
  if (entry === undefined) throw new Error(`${key} does not apply`);
  return entry;
}

export const BACK = Symbol('back');

/** What is asked next, by key, and what is answered. */
export type Script = readonly (readonly [key: string, reply: string | typeof BACK])[];

/** Answers from a script, and insists on exactly its questions. */
export class ScriptedPrompter implements Prompter {
  readonly columns = 80;
  readonly prompts: Prompt[] = [];
  readonly notes: string[] = [];
  readonly #settled: { readonly line: string; readonly isAnswer: boolean }[] = [];
  #next = 0;

  constructor(private readonly script: Script) {}

  async ask(prompt: Prompt): Promise<Reply> {
    const step = this.script[this.#next++];
    if (step === undefined) throw new Error(`${prompt.key} was not expected`);
    const [key, reply] = step;
    if (prompt.key !== key) throw new Error(`${prompt.key} was asked in place of ${key}`);
    this.prompts.push(prompt);
    if (reply === BACK) return { kind: 'back' };
    const refused = prompt.kind === 'page' ? undefined : prompt.check(reply as 'true');
    if (refused !== undefined) throw new Error(`${key}: ${refused}`);
    if (prompt.kind === 'choice' || prompt.kind === 'search') {
      const values = prompt.choices.flatMap((choice) => ('value' in choice ? [choice.value] : []));
      if (!values.includes(reply)) throw new Error(`${key}: ${reply} is none of ${values.join(', ')}`);
    }
    if (prompt.kind === 'several') {
      const values = prompt.choices.map(({ value }) => value);
      const wrong = reply.split(',').find((word) => word !== '' && !values.includes(word));
      if (wrong !== undefined) throw new Error(`${key}: ${wrong} is none of ${values.join(', ')}`);
    }
    return { kind: 'answer', value: reply };
  }

  settled({ topic, label, value, by }: SettledLine): void {
    const line = `${topic}: ${label} ${value}`;
    this.#settled.push(
      by === undefined ? { line, isAnswer: true } : { line: `${line} (${by})`, isAnswer: false },
    );
  }

  retract(): void {
    this.#popOthers();
    this.#settled.pop();
    this.#popOthers();
  }

  get trace(): readonly string[] {
    return this.#settled.map(({ line }) => line);
  }

  #popOthers(): void {
    this.#settled.splice(this.#settled.findLastIndex(({ isAnswer }) => isAnswer) + 1);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  get finished(): boolean {
    return this.#next === this.script.length;
  }

  prompt(key: string): Prompt {
    const prompt = this.prompts.findLast((known) => known.key === key);
    if (prompt === undefined) throw new Error(`${key} was never asked`);
    return prompt;
  }
}

/** Walks the questions of a state by a script, to the end of both. */
export async function run(state: State, script: Script) {
  const prompter = new ScriptedPrompter(script);
  const kept: State[] = [];
  const end = await walk(state, { prompter, keep: (current) => kept.push(current), leaveTrace: true });
  expect(prompter.finished).toBe(true);
  return { ...end, prompter, kept, text: textOf(end.state) };
}

/** The short path of a new cluster. */
export const SHORT: Script = [
  ['@start', 'new'],
  ['cluster.name', 'demo'],
  ['cluster.region', 'eu-west-1'],
  ['cluster.accountId', '111122223333'],
  ['workloads[0].@program', 'own'],
  ['workloads[0].namespace', 'default'],
  ['workloads[0].serviceAccount', 'photo-site'],
  ['workloads[0].@uses', 'buckets'],
  ['workloads[0].buckets[0].name', 'acme-photos'],
  ['workloads[0].buckets[0].access', 'get'],
  ['workloads[0].pod.kind', 'Deployment'],
  ['workloads[0].pod.image', 'registry.example/photo-site:1'],
];

/** The same where something of the workload is given ahead, so that it is no program of the catalogue. */
export const SHORT_OF_OWN: Script = SHORT.filter(([key]) => !key.endsWith('.@program'));

/** An entry by the examples that its kind gives, with a word that uses the key of the thing where there is one. */
export function anEntry(kind: GrantKind, byArn = false): Readonly<Record<string, string>> {
  const { names, arn, words, kmsVia } = kind;
  const word = Object.keys(words).find((known) => kmsVia === undefined || words[known]?.kms !== undefined);
  const named = Object.entries(names).map(([name, { examples }]) => [name, String(examples?.[0])]);
  const only = named.length === 0 || (byArn && arn !== undefined);
  return {
    ...(only ? { arn: String(arn?.example) } : Object.fromEntries(named)),
    access: String(word),
  };
}
