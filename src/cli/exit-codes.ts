import { Failure } from '../diagnostics.js';

/** What the process says to a script; nothing else decides it. */
export const EXIT = {
  /** Done, clean, allowed. */
  ok: 0,
  /** Findings, drift, denied, or `--check` would change something. */
  findings: 1,
  /** Could not run: usage, invalid spec, unreadable file, conflict. */
  unable: 2,
  /** A bug in the tool. */
  bug: 3,
  /** Ended by the user: the shell's 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Whose turn it is decides: the user's and the machine's failures are no bugs. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof Failure && error.turn !== 'internal' ? EXIT.unable : EXIT.bug;
}
