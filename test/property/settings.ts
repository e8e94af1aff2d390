/** A failure names the spec that broke; shrinking it takes longer than reading it. */
export const settings = (seed: number, numRuns: number) => ({ seed, numRuns, endOnFailure: true });

/** Milliseconds: a slow machine is no failure. */
export const LONG = 300_000;
