import { shellCommand } from '../emit/text.js';

/** Something to do, in its order; without commands it is for whoever knows what is not in the spec. */
export interface Step {
  readonly title: string;
  /** As a POSIX shell reads them, in the output folder. */
  readonly commands: readonly string[];
}

/** A command of words, each quoted for the shell. */
export function sh(...words: readonly string[]): string {
  return shellCommand(words);
}
