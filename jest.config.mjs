/** Plain ESM under Jest: swc strips the types, templates are precompiled as the build does it. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.hbs'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': '@swc/jest', '\\.hbs$': '<rootDir>/scripts/jest-handlebars.mjs' },
  randomize: true,
  maxWorkers: '100%',
};
