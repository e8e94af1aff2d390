import type { CommandEntry } from '../command.js';

/** Every command, in the order in which a newcomer meets them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'ask a few questions, write irsa.yaml, generate',
    load: async () => (await import('./init.js')).init,
  },
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
    name: 'lint',
    summary: 'check eksctl, Terraform, Kubernetes and IAM files, and how they fit together',
    load: async () => (await import('./lint.js')).lintCommand,
  },
  {
    name: 'explain',
    summary: 'tell link by link whether a pod may do something',
    load: async () => (await import('./explain.js')).explainCommand,
  },
  {
    name: 'snapshot',
    summary: 'keep what an account and a cluster say about access, read by your own aws and kubectl',
    load: async () => (await import('./snapshot.js')).snapshot,
  },
  {
    name: 'report',
    summary: 'one page of who may do what, why, and what is wrong',
    load: async () => (await import('./report.js')).reportCommand,
  },
  {
    name: 'simulate',
    summary: 'evaluate IAM policies against requests, with reasons',
    load: async () => (await import('./simulate.js')).simulateCommand,
  },
  {
    name: 'standard',
    summary: "make, check, show or try a platform team's standard",
    load: async () => (await import('./standard.js')).standard,
  },
  {
    name: 'catalog',
    summary: 'list well-known programs, and show what one of them needs',
    load: async () => (await import('./catalog.js')).catalog,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of irsa.yaml, for editors',
    load: async () => (await import('./schema.js')).schema,
  },
  {
    name: 'completion',
    summary: 'print a completion script for bash, zsh or fish',
    load: async () => (await import('./completion.js')).completion,
  },
];
