/** Jest finds, orders and reports; Node itself loads and runs (scripts/jest-runtime.cjs). */
export default {
  testEnvironment: '<rootDir>/scripts/jest-environment.mjs',
  // Beside the tests what they are of, or `npm run dev` would not find the tests of what changed.
  roots: ['<rootDir>/src', '<rootDir>/templates', '<rootDir>/test'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node', 'hbs'],
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  runtime: '<rootDir>/scripts/jest-runtime.cjs',
  transform: {},
  randomize: true,
  // Only what hangs is to fail: nothing is slow on a busy machine but the machine.
  testTimeout: 300_000,
  maxWorkers: '100%',
  // A worker that has grown makes room for a fresh one.
  workerIdleMemoryLimit: '1GB',
};
