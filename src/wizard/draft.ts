import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { isMap } from '../plain-data.js';
import { saveText } from '../workspace/save-text.js';
import type { Value } from './paths.js';
import type { Answer } from './state.js';
import type { Surroundings } from './surroundings.js';

/** The answers of a run that has not come to its end. */
export interface Draft {
  readonly answers: ReadonlyMap<string, Answer>;
  /** List elements that were taken away, in that order. */
  readonly removed: readonly string[];
  /** As they were then, so that defaults that were taken stay what they were. */
  readonly surroundings: Surroundings;
}

/** Where answers are kept until the spec is written. */
export interface DraftStore {
  load(): Draft | undefined;
  save(draft: Draft): void;
  remove(): void;
}

/** Beside the spec, so that a draft belongs to one repository; hidden, for its owner alone, and gone once the spec is written. */
export function draftsBeside(specPath: string): DraftStore {
  const name = basename(specPath);
  const path = join(dirname(specPath), `.irsa-forge.${name === 'irsa.yaml' ? '' : `${name}.`}draft.yaml`);
  return {
    load: () => loadDraft(path),
    save: (draft) => {
      saveText(path, formatDraft(draft), { mode: 0o600 });
    },
    remove: () => rmSync(path, { force: true }),
  };
}

function formatDraft({ answers, removed, surroundings }: Draft): string {
  const content = { version: 1, surroundings, removed, answers: Object.fromEntries(answers) };
  const header = '# Answers of an interrupted `irsa-forge init`, which the next one offers to resume.';
  return `${header}\n${stringify(content, { lineWidth: 0 })}`;
}

/** Anything that is no draft counts as absent. */
function loadDraft(path: string): Draft | undefined {
  try {
    return readDraft(parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 }));
  } catch {
    return undefined;
  }
}

function readDraft(parsed: unknown): Draft | undefined {
  const { version, answers, removed, surroundings } = (parsed ?? {}) as Readonly<Record<string, unknown>>;
  if (version !== 1 || !isMap(answers) || !isMap(surroundings) || !isMap(surroundings['last']))
    return undefined;
  const entries = Object.entries(answers).flatMap(([key, answer]): [string, Answer][] => {
    if (!isMap(answer) || answer['value'] === undefined) return [];
    const source = answer['source'] === 'default' ? 'default' : 'typed';
    const saidBy = typeof answer['saidBy'] === 'string' ? { saidBy: answer['saidBy'] } : {};
    return [[key, { value: answer['value'] as Value, source, ...saidBy }]];
  });
  const gone = Array.isArray(removed) ? removed.filter((element) => typeof element === 'string') : [];
  if (entries.length === 0 && gone.length === 0) return undefined;
  return { answers: new Map(entries), removed: gone, surroundings: surroundings as unknown as Surroundings };
}
