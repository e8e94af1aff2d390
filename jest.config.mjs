import { availableParallelism } from 'node:os';

/** Plain ESM under Jest: swc strips the types, templates are precompiled as the build does it. */
export default {
  testEnvironment: '<rootDir>/scripts/jest-environment.mjs',
  // Beside the tests what they are of, or `npm run dev` would not find the tests of what changed.
  roots: ['<rootDir>/src', '<rootDir>/templates', '<rootDir>/test'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node', 'hbs'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.hbs'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': '@swc/jest', '\\.hbs$': '<rootDir>/scripts/jest-handlebars.mjs' },
  setupFiles: ['<rootDir>/scripts/jest-setup.mjs'],
  randomize: true,
  // Only what hangs is to fail: nothing is slow on a busy machine but the machine.
  testTimeout: 300_000,
  // One more than there are processors: some tests wait for programs that they run.
  maxWorkers: availableParallelism() + 1,
  // Jest frees no module of a test file that has run: 1.3 GB in the end.
  workerIdleMemoryLimit: '500MB',
};
