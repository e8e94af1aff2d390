import type { CommandEntry } from '../command.js';

/** Every command, in the order in which a newcomer meets them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'generate',
    summary: 'render every config from irsa.yaml',
    load: async () => (await import('./generate.js')).generate,
  },
  {
    name: 'validate',
    summary: 'check irsa.yaml without rendering anything',
    load: async () => (await import('./validate.js')).validate,
  },
  {
    name: 'simulate',
    summary: 'evaluate IAM policies against requests, with reasons',
    load: async () => (await import('./simulate.js')).simulateCommand,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of irsa.yaml, for editors',
    load: async () => (await import('./schema.js')).schema,
  },
];
