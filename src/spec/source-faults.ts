import { isScalar } from 'yaml';
import type { Diagnostic } from '../diagnostics.js';
import { quote } from '../text/quote.js';
import { findRefusedCharacter } from './input-floor.js';
import type { DocumentKind } from './source-file.js';

/** What a document may not hold, and what to do about it. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly help: string | ((kind: DocumentKind) => string);
}

/** A fault's code and help, of a kind of document. */
export function faultOf(
  { code, message, help }: Fault,
  kind: DocumentKind,
): Pick<Diagnostic, 'code' | 'severity' | 'message' | 'help'> {
  return {
    code: `${kind.name}/${code}`,
    severity: 'error',
    message,
    help: typeof help === 'string' ? help : help(kind),
  };
}

/** More levels than any spec has. */
export const DEEPEST = 40;

/** How many values aliases may add: enough for shared tags, too few for a bomb. */
export const ALIAS_BUDGET = 10_000;

/** Longest string in characters: what Linux takes as one argument or variable. */
const LONGEST_STRING = 131_072;

/** Longest key in characters, more than any grammar of keys allows. */
const LONGEST_KEY = 1024;

/** Keys that JavaScript gives a meaning of its own. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const PLAIN_TAGS = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

export const TOO_DEEP: Fault = {
  code: 'too-deep',
  message: 'is nested too deeply',
  help: ({ name }) => `a ${name} needs about six levels`,
};

export const ALIAS_BOMB: Fault = {
  code: 'yaml-alias',
  message: 'the YAML aliases expand to too much',
  help: `they may add ${ALIAS_BUDGET} values`,
};

/** An alias without its anchor. */
export function anchorFault(name: string): Fault {
  return {
    code: 'yaml-alias',
    message: `"*${name}" names no anchor`,
    help: `put &${name} before it`,
  };
}

/** A key that is there already. */
export function duplicateFault(key: string): Fault {
  return { code: 'duplicate-key', message: `${quote(key)} is there twice`, help: 'keep one of the two' };
}

/** A tag that makes something else of a value. */
export function tagFault(tag: string | undefined): Fault | undefined {
  if (tag === undefined || PLAIN_TAGS.test(tag)) return undefined;
  return {
    code: 'yaml-tag',
    message: `${quote(tag)} is a YAML tag`,
    help: ({ name }) => `take the tag out: a ${name} is plain values`,
  };
}

/** What is wrong with a string as a value. */
export function stringFault(value: string): Fault | undefined {
  if (value.length <= LONGEST_STRING) return characterFault(value);
  return {
    code: 'too-long',
    message: `has ${value.length} characters`,
    help: `a string has at most ${LONGEST_STRING}`,
  };
}

/** What is wrong with a string as a key. */
export function keyFault(key: string): Fault | undefined {
  if (key === '<<')
    return { code: 'yaml-merge', message: '"<<" is a YAML merge key', help: 'write the fields out' };
  if (key.length > LONGEST_KEY) {
    return {
      code: 'too-long',
      message: `${quote(key)} has ${key.length} characters`,
      help: `a key has at most ${LONGEST_KEY}`,
    };
  }
  if (RESERVED_KEYS.has(key))
    return { code: 'reserved-key', message: `${quote(key)} is reserved`, help: 'use another name' };
  return characterFault(key);
}

/** A key that is no string. */
export function noStringFault(node: unknown): Fault {
  const spelled = isScalar(node) ? quote(node.source ?? node.value) : 'a map or list';
  return { code: 'yaml-key', message: `${spelled} is a key but no string`, help: 'put the key in quotes' };
}

function characterFault(text: string): Fault | undefined {
  const refused = findRefusedCharacter(text);
  if (refused === undefined) return undefined;
  return {
    code: 'refused-character',
    message: `${quote(text)} holds ${refused}`,
    help: 'take it out, or type the text anew',
  };
}
