import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { Failure } from '../../diagnostics.js';

/** What a program is run in. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends what runs. */
  readonly signal?: AbortSignal;
}

/** How a program ended: whether that was well, what it said on standard error, and why its output is of no use. */
export interface Ran {
  readonly ok: boolean;
  readonly said: string;
  readonly unusable?: string;
}

/** Characters of the longest answer that is taken in one piece; objects of Kubernetes are at most some megabytes. */
const LONGEST_ANSWER = 100_000_000;
const LONGEST_LINE = 16_000_000;
const LONGEST_COMPLAINT = 100_000;
/** Milliseconds after which nothing is to be expected any more. */
const PATIENCE_MS = 600_000;

/** Runs a program, without a shell, and hands over what it prints, line by line. */
export async function runProgram(
  words: readonly string[],
  { cwd, env, signal }: Surroundings,
  onLine: (line: string) => void,
  longestLine = LONGEST_LINE,
): Promise<Ran> {
  const [program = '', ...args] = words;
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  const ends = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  const child = spawn(program, args, {
    ...{ cwd, env: { ...env }, signal: ends, windowsHide: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let trouble: string | undefined;
  const lines = new Lines(longestLine, onLine);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-LONGEST_COMPLAINT);
  });
  child.stdout.on('data', (bytes: Buffer) => {
    if (trouble !== undefined) return;
    try {
      lines.add(bytes);
    } catch (error) {
      trouble = (error as Error).message;
      child.kill();
    }
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') reject(missing(program, error));
      else if (timeout.aborted) trouble = `it has not ended after ${PATIENCE_MS / 60_000} minutes`;
      else if (!ends.aborted) reject(error);
    });
    child.once('close', resolve);
  });
  if (trouble === undefined && code === 0) trouble = lines.end();
  return trouble === undefined ? { ok: code === 0, said } : { ok: false, said, unusable: trouble };
}

/** Runs a program, and hands over all that it prints at once. */
export async function outputOf(
  words: readonly string[],
  surroundings: Surroundings,
): Promise<Ran & { readonly out: string }> {
  const lines: string[] = [];
  let length = 0;
  const ran = await runProgram(
    words,
    surroundings,
    (line) => {
      length += line.length + 1;
      if (length > LONGEST_ANSWER) throw tooLong(LONGEST_ANSWER);
      lines.push(line);
    },
    LONGEST_ANSWER,
  );
  return { ...ran, out: lines.join('\n') };
}

const tooLong = (most: number) => new Error(`it prints more than ${most / 1_000_000} MB at once`);

function missing(program: string, cause: NodeJS.ErrnoException): Failure {
  const why = cause.code === 'ENOENT' ? 'is not on PATH' : 'may not be run';
  return new Failure('no-program', 'environment', `${program} ${why}`, {
    help: `install it, or run what irsa-forge snapshot --print prints where it is`,
    cause,
  });
}

/** Splits what comes in pieces into lines. */
class Lines {
  private readonly decoder = new StringDecoder('utf8');
  private pieces: string[] = [];
  private length = 0;

  constructor(
    private readonly longest: number,
    private readonly onLine: (line: string) => void,
  ) {}

  add(bytes: Buffer): void {
    const [first = '', ...more] = this.decoder.write(bytes).split('\n');
    this.keep(first);
    for (const piece of more) {
      this.flush();
      this.keep(piece);
    }
  }

  /** What is left; what the taker of the lines has against it. */
  end(): string | undefined {
    try {
      this.keep(this.decoder.end());
      if (this.length > 0) this.flush();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  private keep(piece: string): void {
    this.length += piece.length;
    if (this.length > this.longest) throw tooLong(this.longest);
    if (piece !== '') this.pieces.push(piece);
  }

  private flush(): void {
    const line = this.pieces.join('').replace(/\r$/, '');
    this.pieces = [];
    this.length = 0;
    this.onLine(line);
  }
}
