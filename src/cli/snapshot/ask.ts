import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../diagnostics.js';
import { type SnapshotCall, topOf } from '../../readers/index.js';
import {
  type Call,
  keep,
  type Learned,
  learn,
  partsOf,
  type Trouble,
  troubleOfAws,
  troubleOfKubectl,
} from '../../snapshot/index.js';
import { quote } from '../../text/quote.js';
import type { SnapshotFolder } from './folder.js';
import { outputOf, type Ran, runProgram, type Surroundings } from './program.js';

/** Whom to ask, and as whom. */
export interface Asking extends Surroundings {
  readonly region: string;
  readonly profile?: string;
  readonly context?: string;
  /** Milliseconds before the second try; twice as many before each further one. */
  readonly pause?: number;
}

/** The CLI's own tries come first. */
const TRIES = 6;
const PAUSE_MS = 1000;

/** Makes a call, keeps its answer, and learns from it; what is busy is asked again. Throws where no call would be answered. */
export async function ask(
  call: Call,
  asking: Asking,
  folder: SnapshotFolder,
  learned: Learned,
): Promise<SnapshotCall> {
  const { pause = PAUSE_MS, signal } = asking;
  for (let tries = 1; ; tries += 1) {
    const answer = call.call[0] === 'aws' ? askAws : call.call[1] === 'get' ? askKubectl : askKinds;
    const result = await answer(call, asking, folder, learned);
    if ('files' in result) return { ...told(call), outcome: 'answered', files: result.files };
    const { ending, reason, message } = result;
    if (ending === 'signed-out') throw signedOut(call, message, asking);
    if (ending === 'too-old') throw tooOld(call, message);
    if (ending !== 'busy' || tries === TRIES)
      return { ...told(call), outcome: ending === 'busy' ? 'failed' : ending, reason, message };
    await wait(pause * 2 ** (tries - 1) * (0.5 + Math.random()), undefined, signal && { signal });
  }
}

const told = ({ call, needs }: Call) => ({ call, needs });

type Result = Trouble | { readonly files: readonly string[] };

async function askAws(call: Call, asking: Asking, folder: SnapshotFolder, learned: Learned): Promise<Result> {
  const { out, ...ran } = await outputOf(wordsOf(call, asking), asking);
  if (!ran.ok) return troubleOf(ran, troubleOfAws);
  const answer = answerIn(out);
  const top = topOf(call);
  if (typeof answer !== 'object' || answer === null || (top !== undefined && !(top in answer)))
    return strange(
      `it printed ${quote(out.slice(0, 200))} in place of JSON${top === undefined ? '' : ` with ${top}`}`,
    );
  const kept = keep(answer, call.shape);
  learn(learned, call, kept);
  return { files: folder.saveAnswer(call.file, partsOf(kept)) };
}

const strange = (message: string): Trouble => ({ ending: 'failed', reason: 'NoAnswer', message });

/** Why a program gave no answer: by what it said, or by what it printed. */
export const troubleOf = ({ said, unusable }: Ran, read: (said: string) => Trouble): Trouble =>
  unusable === undefined ? read(said) : strange(unusable);

/** The JSON of an answer; a program that stands before `aws` may print lines of its own first. */
function answerIn(out: string): unknown {
  for (const start of [0, ...[...out.matchAll(/\n(?=\{)/g)].map(({ index }) => index + 1)].slice(0, 20)) {
    try {
      return JSON.parse(out.slice(start));
    } catch {
      // what begins at a later line may be the answer
    }
  }
  return undefined;
}

async function askKubectl(
  call: Call,
  asking: Asking,
  folder: SnapshotFolder,
  learned: Learned,
): Promise<Result> {
  const list = folder.openList(call.file);
  let foreign = '';
  try {
    const ran = await runProgram(wordsOf(call, asking), asking, (line) => {
      if (list.isEmpty && !line.startsWith('{')) {
        // What a wrapper of kubectl says of itself.
        foreign ||= line;
        return;
      }
      const object = keep(parseLine(line), call.shape);
      learn(learned, call, object);
      list.add(object);
    });
    if (ran.ok && (foreign === '' || !list.isEmpty)) return { files: list.save() };
    list.drop();
    if (ran.ok) return strange(`it printed ${quote(foreign)} in place of objects`);
    return troubleOf(ran, troubleOfKubectl);
  } catch (error) {
    list.drop();
    throw error;
  }
}

/** Its answer is names alone, and is kept in a form of our own. */
async function askKinds(
  call: Call,
  asking: Asking,
  folder: SnapshotFolder,
  learned: Learned,
): Promise<Result> {
  const { out, ...ran } = await outputOf(wordsOf(call, asking), asking);
  if (!ran.ok) return troubleOf(ran, troubleOfKubectl);
  const answer = { kinds: out.split('\n').filter((name) => /^[a-z0-9.-]+$/.test(name)) };
  learn(learned, call, answer);
  return { files: folder.saveAnswer(call.file, [answer]) };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`its output has a line that is no whole JSON: ${quote(line.slice(0, 80))}`);
  }
}

/** The command as it is run. */
export function wordsOf({ call, how }: Pick<Call, 'call' | 'how'>, asking: Asking): readonly string[] {
  const [program = '', ...words] = call;
  const { region, profile, context } = asking;
  if (program === 'kubectl')
    return [program, ...(context === undefined ? [] : ['--context', context]), ...words, ...how];
  return [
    ...[program, ...words, ...how, '--output', 'json'],
    ...(how.includes('--region') ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', profile]),
  ];
}

function signedOut({ call: [program = ''] }: Call, message: string, { profile }: Asking): Failure {
  if (/config profile .* could not be found/.test(message))
    return new Failure('no-profile', 'environment', `aws has no such profile: ${message}`, {
      help: 'choose one of `aws configure list-profiles` with --profile',
    });
  const login = `aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`;
  return new Failure('signed-out', 'environment', `${program} is not signed in: ${message}`, {
    help:
      program === 'aws'
        ? `sign in as you always do, such as with \`${login}\`, and run the same command again: it goes on where it stopped`
        : 'see that `kubectl get namespaces` works, and run the same command again: it goes on where it stopped',
  });
}

function tooOld({ call }: Call, message: string): Failure {
  const [program, ...words] = call;
  return new Failure(
    'too-old',
    'environment',
    `this ${program} does not know \`${words.slice(0, 2).join(' ')}\`: ${message}`,
    { help: 'install the newest version of AWS CLI 2; `aws --version` tells which one is first on PATH' },
  );
}
