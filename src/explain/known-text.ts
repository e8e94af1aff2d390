import { type Known, type Node, scalarText, type UnknownNode } from '../readers/index.js';

const OPEN = '\uE000';
const CLOSE = '\uE001';
/** One character that is not known. */
const ONE = '\uE002';
const HOLE = /\uE000(\d+)\uE001/g;
/** Quoting spells the marks out. */
const QUOTED_HOLE = /\\ue000(\d+)\\ue001/g;

/**
 * Turns values that are known in whole or in part into text that can be compared: what is unknown becomes a
 * mark, the same one for the same symbol, so that two unknown values are equal exactly when the files say so.
 */
export class KnownText {
  private numbers = new Map<string | UnknownNode, number>();
  private names: string[] = [];

  /** `bindings`: symbols whose value is known otherwise. */
  constructor(private readonly bindings: ReadonlyMap<string, string> = new Map()) {}

  /** The same, with the same marks, where one more symbol is known. */
  knowing(symbol: string, value: string): KnownText {
    const more = new KnownText(new Map([...this.bindings, [symbol, value]]));
    more.numbers = this.numbers;
    more.names = this.names;
    return more;
  }

  /** The value as text with marks. */
  of(value: Known<string> | Node): string {
    if ('known' in value && value.known) return value.value;
    const node = value as Node;
    if (node.kind === 'scalar') return scalarText(node);
    return node.kind === 'unknown' ? this.unknown(node) : this.mark(`a ${node.kind}`);
  }

  /** An issuer without its scheme: the form of ARNs and of condition keys. */
  host(issuer: Known<string> | Node): string {
    const text = this.of(issuer).replace(/\/$/, '');
    if (text.startsWith('https://')) return text.slice('https://'.length);
    const symbol = 'symbol' in issuer ? issuer.symbol : undefined;
    return isMark(text) && symbol !== undefined ? this.symbol(`trimprefix(${symbol}, "https://")`) : text;
  }

  /** A pattern of names, of which its wildcards are not known. */
  ofPattern(text: string): string {
    return text.replaceAll('?', ONE).replace(/\*+/g, () => this.mark('*'));
  }

  /** For people: unknown parts as the expressions that they stand for. */
  shown(text: string): string {
    const name = (_: string, number: string) => {
      const known = this.names[Number(number)] ?? 'unknown';
      return known === '*' ? known : `<${known}>`;
    };
    return text
      .replaceAll(ONE, '?')
      .replace(HOLE, name)
      .replace(QUOTED_HOLE, name)
      .replace(/https:\/\/<([^<>]*) without https:\/\/>/g, '<$1>');
  }

  private unknown(node: UnknownNode): string {
    const bound = node.symbol === undefined ? undefined : this.bindings.get(node.symbol);
    if (bound !== undefined) return bound;
    if (node.parts !== undefined)
      return node.parts.map((part) => (typeof part === 'string' ? part : this.unknown(part))).join('');
    return node.symbol === undefined ? this.mark(node.reason, node) : this.symbol(node.symbol);
  }

  private symbol(symbol: string): string {
    return this.bindings.get(symbol) ?? this.mark(readable(symbol), symbol);
  }

  private mark(name: string, key: string | UnknownNode = name): string {
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.numbers.set(key, number);
    }
    return `${OPEN}${number}${CLOSE}`;
  }
}

/** Whether all of a text is known. */
export function isWhole(text: string): boolean {
  return !text.includes(OPEN) && !text.includes(ONE);
}

/** Whether nothing of a text is known. */
export function isMark(text: string): boolean {
  return /^\uE000\d+\uE001$/.test(text);
}

/** Unknown parts as wildcards. */
export function asWildcards(text: string): string {
  return text.replace(HOLE, '*').replaceAll(ONE, '?');
}

/** Whether two texts may be equal once everything is known. */
export function mayEqual(a: string, b: string): boolean {
  return a === b || patternOf(a).test(b.replace(HOLE, 'x')) || patternOf(b).test(a.replace(HOLE, 'x'));
}

function patternOf(text: string): RegExp {
  const parts = text.split(/\uE000\d+\uE001/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's');
}

const readable = (symbol: string) =>
  symbol
    .replace(/^replace\(arn:.*:oidc-provider\/\$\{(.*)\}, "\/\^\(\.\*provider\/\)\/", ""\)$/, '$1')
    .replace(/^trimprefix\((.*), "https:\/\/"\)$/, '$1 without https://')
    .replace(/^account\(eksctl:.*\)$/, 'account')
    .replace(/^issuer-host\(eksctl:.*\)$/, 'the issuer that AWS makes up');
