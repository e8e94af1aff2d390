import { type FieldPath, formatPath } from '../diagnostics.js';
import { checkSpec } from '../spec/parse.js';
import { composeSpec } from './compose.js';
import { type Entry, fieldOf, type Resolution, resolve } from './graph.js';
import { parsePath } from './paths.js';
import type { State } from './state.js';

/** What a spec's own rules refuse, at the question that it is about. */
export type Problems = ReadonlyMap<string, string>;

const NOWHERE = { file: '', line: 1, column: 1 };

/** States never change, so each is checked once. */
const FOUND = new WeakMap<State, Problems>();

/** Checks what is answered so far with all rules of the spec; rules that need more end silently. */
export function findProblems(state: State): Problems {
  const problems = FOUND.get(state) ?? checkAnew(state, resolve(state));
  FOUND.set(state, problems);
  return problems;
}

function checkAnew(state: State, resolution: Resolution): Problems {
  const { diagnostics } = checkSpec({
    file: '',
    value: composeSpec(state, resolution, 'whole'),
    faults: [],
    unreadable: [],
    locate: () => NOWHERE,
    locateKey: () => NOWHERE,
    spelling: () => undefined,
  });
  const problems = new Map<string, string>();
  for (const { severity, code, path: text, message, help } of diagnostics) {
    const path = text === undefined ? undefined : parsePath(text);
    if (severity !== 'error' || path === undefined) continue;
    const entry = nearestEntry(resolution, path);
    if (entry === undefined || (code === 'spec/missing-field' && entry.open)) continue;
    if (!problems.has(entry.key))
      problems.set(entry.key, help === undefined ? message : `${message}: ${help}`);
  }
  return problems;
}

/** The question about a field, or about the list or map that holds it. */
function nearestEntry({ byKey }: Resolution, path: FieldPath): Entry | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const entry = byKey.get(formatPath(path.slice(0, length)));
    if (entry !== undefined && fieldOf(entry) !== undefined) return entry;
  }
  return undefined;
}
