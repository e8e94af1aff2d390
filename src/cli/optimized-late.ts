/** What V8 counts before it optimises a function at great cost, by its major version: the flag, and its value by itself. */
const THRESHOLDS: Readonly<Record<string, readonly [flag: string, usual: number]>> = {
  // Bytes of bytecode that ran: Node 20.
  11: ['interrupt-budget', 67_584],
  // Calls: Node 22. A later V8 that was told so, and set back, takes no form that it compiled before.
  12: ['invocation-count-for-turbofan', 3000],
};

/**
 * Node 20 and 22 optimise the code that reads a few hundred files at greater cost than that of reading them: while this work is done, functions
 * run ten times as long before. The work may load no part of the program, since V8's compiled form of it fits the same settings alone, for
 * which what the whole run is set to stays as well.
 */
export async function optimizedLate<T>(work: () => Promise<T>): Promise<T> {
  const threshold = THRESHOLDS[process.versions.v8.split('.', 1)[0] ?? ''];
  if (threshold === undefined) return work();
  const [flag, usual] = threshold;
  if (process.execArgv.some((each) => each.startsWith(`--${flag}=`))) return work();
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(`--${flag}=${10 * usual}`);
  try {
    return await work();
  } finally {
    setFlagsFromString(`--${flag}=${usual}`);
  }
}
