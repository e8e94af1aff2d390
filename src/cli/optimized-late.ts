/** Bytes of bytecode that a function runs before Node 20 (V8 11) looks whether to optimise it. */
const BUDGET = 67_584;

/**
 * Node 20 optimises the code that parses a few hundred files at greater cost than that of parsing them: while this work is done, functions
 * run ten times as long before. The work may load no part of the program, since V8's compiled form of it fits the same settings alone.
 */
export async function optimizedLate<T>(work: () => Promise<T>): Promise<T> {
  if (!process.versions.v8.startsWith('11.')) return work();
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(`--interrupt-budget=${10 * BUDGET}`);
  try {
    return await work();
  } finally {
    setFlagsFromString(`--interrupt-budget=${BUDGET}`);
  }
}
