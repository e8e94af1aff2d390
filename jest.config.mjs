/** Plain ESM under Jest: swc strips the types, templates are precompiled as the build does it. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.hbs'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': '@swc/jest', '\\.hbs$': '<rootDir>/scripts/jest-handlebars.mjs' },
  randomize: true,
  // Only what hangs is to fail: nothing is slow on a busy machine but the machine.
  testTimeout: 300_000,
  maxWorkers: '100%',
};
