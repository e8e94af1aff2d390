import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { saveText } from '../workspace/save-text.js';
import type { Entry } from './graph.js';
import type { Value } from './paths.js';

/** What the next repository probably has in common with this one. */
const KEPT: readonly string[] = [
  'cluster.name',
  'cluster.region',
  'cluster.accountId',
  'workloads[0].namespace',
  'identity.mechanism',
  'identity.roleOwner',
  'identity.serviceAccountOwner',
  'terraform.syntax',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** In the user's own state folder: the repository gets nothing but the spec. */
function fileOf(env: Environment): string {
  const local = env['LOCALAPPDATA'];
  const state =
    process.platform === 'win32' && local
      ? local
      : env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(state, 'irsa-forge', 'last-answers.json');
}

/** The answers of the last run, as defaults; anything unreadable counts as none. */
export function loadLastAnswers(env: Environment): Readonly<Record<string, Value>> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(fileOf(env), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).filter(([key, value]) => KEPT.includes(key) && typeof value === 'string'),
    ) as Readonly<Record<string, Value>>;
  } catch {
    return {};
  }
}

/** Keeps the answers for the next run; that it cannot is no reason to fail. */
export function saveLastAnswers(entries: readonly Entry[], env: Environment): void {
  const answers = entries
    .filter(({ key, value }) => KEPT.includes(key) && typeof value === 'string')
    .map(({ key, value }) => [key, value] as const);
  try {
    saveText(fileOf(env), `${JSON.stringify(Object.fromEntries(answers), null, 2)}\n`, { mode: 0o600 });
  } catch {
    // The defaults of the next run are a little worse.
  }
}
