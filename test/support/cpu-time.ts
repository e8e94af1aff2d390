import { expect } from '@jest/globals';

/**
 * What a function gives, once its end is known to have cost less CPU time than `limit` milliseconds. It tells a
 * pattern or a loop that multiplies from a machine that is busy with other things, which a clock cannot.
 */
export function withinCpuTime<T>(limit: number, run: () => T): T {
  const start = process.cpuUsage();
  const check = <R>(result: R): R => {
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(limit);
    return result;
  };
  const result = run();
  return result instanceof Promise ? (result.then(check) as T) : check(result);
}
