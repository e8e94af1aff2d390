import { type Alias, isAlias, isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import type { Diagnostic, FieldPath, Place } from '../diagnostics.js';
import { formatPath } from '../diagnostics.js';
import { quote } from '../text/quote.js';
import { findRefusedCharacter } from './input-floor.js';

/** More levels than any spec has. */
const DEEPEST = 40;

/** Longest string in characters: what Linux takes as one argument or variable. */
const LONGEST_STRING = 131_072;

/** Longest key in characters, more than any grammar of keys allows. */
const LONGEST_KEY = 1024;

const REFUSED_HELP = 'take it out, or type the text anew';

/** Keys that JavaScript gives a meaning of its own. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const PLAIN_TAGS = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** How many values aliases may add: enough for shared tags, too few for a bomb. */
const ALIAS_BUDGET = 10_000;

/** What the nodes of a document stand for. */
export interface ReadValue {
  readonly value: unknown;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<unknown, Node>;
  /** Fields that hold something refused; in the value they are undefined. */
  readonly unreadable: readonly FieldPath[];
  readonly faults: readonly Diagnostic[];
}

/** Turns nodes into plain values and finds everything that a spec may not hold at all. */
export function readValue(root: Node, placeOf: (offset: number) => Place): ReadValue {
  const faults: Diagnostic[] = [];
  const unreadable: FieldPath[] = [];
  const anchors = new Map<string, Node>();
  const targets = new Map<unknown, Node>();
  let aliased = 0;
  let insideAlias = 0;

  function report(node: unknown, path: FieldPath, code: string, message: string, help: string): undefined {
    const place = placeOf((node as Node | null)?.range?.[0] ?? 0);
    const where = path.length === 0 ? {} : { path: formatPath(path) };
    faults.push({ code: `spec/${code}`, severity: 'error', message, help, ...where, place });
    return undefined;
  }

  function refuse(node: unknown, path: FieldPath, code: string, message: string, help: string): undefined {
    unreadable.push(path);
    return report(node, path, code, message, help);
  }

  function read(node: unknown, path: FieldPath): unknown {
    if (node === null || node === undefined) return null;
    const { tag, anchor } = node as { readonly tag?: string; readonly anchor?: string };
    if (path.length > DEEPEST)
      return refuse(node, path, 'too-deep', 'is nested too deeply', 'a spec needs about six levels');
    if (insideAlias > 0) aliased += 1;
    if (aliased > ALIAS_BUDGET) return aliased === ALIAS_BUDGET + 1 ? refuseBomb(node, path) : undefined;
    if (isAlias(node)) return readAlias(node, path);
    if (anchor !== undefined) anchors.set(anchor, node as Node);
    if (tag !== undefined && !PLAIN_TAGS.test(tag)) {
      return refuse(
        node,
        path,
        'yaml-tag',
        `${quote(tag)} is a YAML tag`,
        'take the tag out: a spec is plain values',
      );
    }
    if (isMap(node)) return readMap(node, path);
    if (isScalar(node)) return readScalar(node.value, node, path);
    return (node as { readonly items: readonly unknown[] }).items.map((item, index) =>
      read(item, [...path, index]),
    );
  }

  function refuseBomb(node: unknown, path: FieldPath): undefined {
    aliased += 1;
    return refuse(
      node,
      path,
      'yaml-alias',
      'the YAML aliases expand to too much',
      `they may add ${ALIAS_BUDGET} values`,
    );
  }

  function readAlias(alias: Alias, path: FieldPath): unknown {
    const target = anchors.get(alias.source);
    if (target === undefined) {
      return refuse(
        alias,
        path,
        'yaml-alias',
        `"*${alias.source}" names no anchor`,
        `put &${alias.source} before it`,
      );
    }
    targets.set(alias, target);
    insideAlias += 1;
    const value = read(target, path);
    insideAlias -= 1;
    return value;
  }

  function readScalar(value: unknown, node: unknown, path: FieldPath): unknown {
    if (typeof value !== 'string') return value;
    if (value.length > LONGEST_STRING) {
      return refuse(
        node,
        path,
        'too-long',
        `has ${value.length} characters`,
        `a string has at most ${LONGEST_STRING}`,
      );
    }
    const refused = findRefusedCharacter(value);
    if (refused === undefined) return value;
    return refuse(node, path, 'refused-character', `${quote(value)} holds ${refused}`, REFUSED_HELP);
  }

  function readMap(map: YAMLMap, path: FieldPath): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const { key: node, value: child } of map.items) {
      const key = readKey(node, path);
      if (key === undefined) continue;
      if (Object.hasOwn(value, key)) {
        refuse(node, [...path, key], 'duplicate-key', `${quote(key)} is there twice`, 'keep one of the two');
        continue;
      }
      value[key] = read(child, [...path, key]);
    }
    return value;
  }

  function readKey(node: unknown, path: FieldPath): string | undefined {
    const key = isScalar(node) ? node.value : undefined;
    if (key === '<<')
      return report(node, path, 'yaml-merge', '"<<" is a YAML merge key', 'write the fields out');
    if (typeof key !== 'string') {
      const spelled = isScalar(node) ? quote(node.source ?? key) : 'a map or list';
      return report(node, path, 'yaml-key', `${spelled} is a key but no string`, 'put the key in quotes');
    }
    if (key.length > LONGEST_KEY) {
      return report(
        node,
        path,
        'too-long',
        `${quote(key)} has ${key.length} characters`,
        `a key has at most ${LONGEST_KEY}`,
      );
    }
    if (RESERVED_KEYS.has(key))
      return report(node, path, 'reserved-key', `${quote(key)} is reserved`, 'use another name');
    const refused = findRefusedCharacter(key);
    if (refused === undefined) return key;
    return report(node, path, 'refused-character', `${quote(key)} holds ${refused}`, REFUSED_HELP);
  }

  return { value: read(root, []), targets, unreadable, faults };
}
