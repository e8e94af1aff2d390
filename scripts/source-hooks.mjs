import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { templateModule } from './handlebars.mjs';

const JEST = new URL('jest-globals.mjs', import.meta.url).href;

const SWC = {
  swcrc: false,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** `./x.js` is `./x.ts` where there is one. */
export function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return moduleAt(JEST);
  if (specifier.startsWith('.') && specifier.endsWith('.js')) {
    const url = new URL(specifier.replace(/js$/, 'ts'), context.parentURL);
    if (existsSync(url)) return moduleAt(url.href);
  }
  return next(specifier, context);
}

const moduleAt = (url) => ({ url, format: 'module', shortCircuit: true });

/** TypeScript without its types; templates precompiled, as the build does it. */
export function load(url, context, next) {
  const translate = url.endsWith('.ts') ? withoutTypes : url.endsWith('.hbs') ? templateModule : undefined;
  if (translate === undefined) return next(url, context);
  const file = fileURLToPath(url);
  return { format: 'module', source: translate(readFileSync(file, 'utf8'), file), shortCircuit: true };
}

const withoutTypes = (source, filename) => transformSync(source, { ...SWC, filename }).code;
