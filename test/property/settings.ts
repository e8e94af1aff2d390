/** A failure names the spec that broke; shrinking it takes longer than reading it. */
export const settings = (seed: number, numRuns: number) => ({ seed, numRuns, endOnFailure: true });
