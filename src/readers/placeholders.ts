import { type StringNode, type UnknownNode, unknown } from './node.js';
import { joinParts, partsOf } from './parts.js';

/**
 * What a text is: what is a mistake in one is what somebody has to fill in elsewhere. `word` is an action, a Sid and the like,
 * `name` one of Kubernetes, which has no capitals, `container` what Kubernetes itself fills `$(…)` into, `region` the code of one.
 */
export type TextUse = 'value' | 'word' | 'name' | 'container' | 'region';

const DOLLARS = [
  // A policy variable of IAM has a colon, CloudFormation's two; ${var.x} is a reference of Terraform that none resolved.
  /\$\{(?!(?:var|local|data|module)\.)[A-Za-z_][\w.-]*(?::?[-=?+][^}]*)?\}/,
  /\$\{AWS::\w+\}/,
  // Not $LATEST of Lambda, nor the $folder$ of Hadoop.
  /\$(?!LATEST\b)[A-Z_][A-Z0-9_]+\b(?!\$)/,
];

const PARENTHESES = /\$\([\w.-]+\)/;

/** Spellings of programs and of people that mean nothing else wherever they stand. */
const SPELT_OUT = [
  /\{\{[^{}]*\}\}/,
  /\{%[^%]*%\}/,
  /<%[^%]*%>/,
  /<[A-Za-z][^<>\n]*>/,
  /(?<!\$)\{[A-Z][A-Z0-9_-]*\}/,
  /#\{[^{}]*\}/,
  /%%\w+%%/,
  // Two digits between percent signs are those of a URL.
  /%[A-Z][A-Z0-9_]{2,}%/,
  /@@?[A-Z][A-Z0-9_]*@@?/,
  /(?<![A-Za-z0-9_])__[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__(?![A-Za-z0-9_])/,
];

/** What forms are printed with. */
const ROWS = /X{4,}|x{6,}|(?<![A-Za-z0-9])x{4,}(?![A-Za-z0-9])/;

const WORDS = [
  /\b(?:YOUR|MY)(?:[-_][A-Z0-9]+)+\b/,
  /\b(?:CHANGE|REPLACE)[-_]?(?:ME|THIS)\b|\b(?:change|replace)[-_]?me\b|\bPLACEHOLDER\b|\bFIXME\b/,
  /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:ID|NAME|ARN|NUMBER|REGION|ACCOUNT|PARTITION|HOST|URL|ENDPOINT|PREFIX|SUFFIX|HERE)\b/,
  /\b(?:AWS-?)?ACCOUNT-?ID\b/,
  // The issuer of a cluster: its region, and an id of 32 characters.
  /(?<=\boidc[.-]eks\.)[A-Z][A-Z0-9_-]*(?=\.)/,
  /(?<=\/id\/)(?:[A-Z]+(?:[-_][A-Z]+)+|OIDC\w*|CLUSTER\w*|ISSUER\w*|ID)\b/,
  // A subject: names of Kubernetes.
  /(?<=^system:serviceaccount:)[A-Z][A-Z0-9_-]*(?=:)/,
  /(?<=^system:serviceaccount:[^:]*:)[A-Z][A-Z0-9_-]*$/,
];

/** What may be meant otherwise elsewhere, but has no place in the fields of an ARN. */
const LOOSE = /(?<![$&])\{[^{}]*\}|\[[A-Za-z][^[\]]*\]|\$\w+/;

/** What printf fills in. */
const VERB = /%(?:\[\d+\])?[sdv](?![A-Za-z0-9])/;

const CAPITALS = /^[A-Z][A-Z0-9_-]*$/;

/** What stands for a region. */
const REGION = /^(?:[A-Z][A-Z0-9_-]*|[A-Za-z_-]*[Rr]egion[A-Za-z_-]*)$/;

/** What stands for a field of an ARN, by its number. */
const FIELDS: Readonly<Record<number, RegExp>> = {
  // Partition.
  1: CAPITALS,
  // Region.
  3: REGION,
  // Account: in capitals, or digits with an x among them; a letter that was typed for a digit is a mistake.
  4: /^(?:[A-Z][A-Z0-9_-]*|(?:[a-z]+-)*(?:account|acct)(?:-?[a-z]+)*|[\d-]*[xX#N][\dxX#N-]*)$/,
};

const RESOURCE = 5;

/** A bucket in capitals that says what it is: before 2018 there were others, in us-east-1. */
const BUCKET = /(?<=^arn:[^:]*:s3:::)(?=[A-Z0-9-]*(?:_|BUCKET))[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*(?=\/|$)/;

const anyOf = (...patterns: readonly RegExp[]) =>
  new RegExp(patterns.map(({ source }) => source).join('|'), 'g');
const EVERYWHERE = anyOf(...SPELT_OUT);
const BY_SHELL = anyOf(...SPELT_OUT, ...DOLLARS);
const BY_ANY = anyOf(...SPELT_OUT, ...DOLLARS, PARENTHESES);
const IN_ROWS = anyOf(ROWS);
const BY_WORDS = anyOf(...WORDS, BUCKET);
const BY_WORDS_AND_VERBS = anyOf(BY_WORDS, VERB);
const IN_FIELDS = anyOf(LOOSE);

/** Longer texts, and those of several lines, are scripts and the like. */
const LONGEST = 2048;

/** Stands for what is unknown, or known to be a placeholder. */
const MASK = '\uFFFC';

/**
 * A text with what is left to fill in as unknown values; undefined where nothing is. Terraform has had its turn with `$…`:
 * what it left is plain text.
 */
export function withPlaceholders(
  node: StringNode | UnknownNode,
  use: TextUse,
  isTerraform: boolean,
): StringNode | UnknownNode | undefined {
  let text = '';
  const holes: (readonly [start: number, end: number, value: UnknownNode])[] = [];
  for (const part of partsOf(node)) {
    if (typeof part !== 'string') holes.push([text.length, text.length + 1, part]);
    text += typeof part === 'string' ? part : MASK;
  }
  const found = spansIn(text, use, isTerraform);
  if (found.length === 0) return undefined;
  const isFree = (at: number) => !found.some(([start, end]) => at >= start && at < end);
  const marks = [
    ...holes.filter(([at]) => isFree(at)),
    ...found.map(([start, end]) => [start, end, hole(text.slice(start, end), node)] as const),
  ].sort(([a], [b]) => a - b);
  const parts: (string | UnknownNode)[] = [];
  let at = 0;
  for (const [start, end, value] of marks) {
    parts.push(text.slice(at, start), value);
    at = end;
  }
  const joined = joinParts([...parts, text.slice(at)], node.place);
  const isLiteral = node.kind === 'scalar' && node.literal && joined.kind === 'unknown';
  return isLiteral ? { ...joined, literal: true } : joined;
}

/** Whether a line of a text is for another program, or for people, to fill in. */
export function hasPlaceholder(line: string): boolean {
  return line.search(BY_ANY) !== -1;
}

/** A row of letters is the same in many places, and does not stand for the same there. */
function hole(text: string, { place }: StringNode | UnknownNode): UnknownNode {
  const named = /^[xX#N\d-]+$/.test(text) ? {} : { symbol: text };
  return unknown(`the placeholder ${JSON.stringify(text)} is not filled in`, place, {
    placeholder: text,
    ...named,
  });
}

type Range = readonly [start: number, end: number];

/** What every pattern above asks for: most texts have none of it, and need not be tried with each. */
const MAY_HOLD = /^arn:|[$<{%@#[A-Z]|__|x{4}|change|replace/;

function spansIn(value: string, use: TextUse, isTerraform: boolean): readonly Range[] {
  const text = value.trimEnd();
  if (text.length > LONGEST || text.includes('\n')) return [];
  if (use !== 'region' && !MAY_HOLD.test(text)) return [];
  const program = isTerraform ? EVERYWHERE : use === 'container' ? BY_SHELL : BY_ANY;
  const spelt = rangesOf(program, text);
  const rest = masked(text, spelt);
  if ((use === 'name' && CAPITALS.test(rest)) || (use === 'region' && REGION.test(rest)))
    return [[0, rest.length]];
  if (use === 'word') return spelt;
  const found = [...spelt, ...rangesOf(IN_ROWS, rest)];
  return /\s/.test(rest)
    ? apart(found)
    : apart([
        ...found,
        ...rangesOf(use === 'container' ? BY_WORDS : BY_WORDS_AND_VERBS, rest),
        ...inArn(rest, isTerraform),
      ]);
}

function inArn(text: string, isTerraform: boolean): readonly Range[] {
  if (!text.startsWith('arn:')) return [];
  const found: Range[] = [];
  const fields = text.split(':');
  const isLoose = /^(?:iam|sts)$/.test(fields[2] ?? '');
  let start = 0;
  for (const [index, field] of fields.entries()) {
    if (FIELDS[index]?.test(field) === true) found.push([start, start + field.length]);
    const loose = index < RESOURCE || isLoose ? rangesOf(IN_FIELDS, field) : [];
    for (const [from, to] of loose)
      if (!isTerraform || field[from] !== '$') found.push([start + from, start + to]);
    start += field.length + 1;
  }
  return found;
}

const rangesOf = (pattern: RegExp, text: string): readonly Range[] =>
  [...text.matchAll(pattern)].map(({ index, 0: found }) => [index, index + found.length]);

function masked(text: string, ranges: readonly Range[]): string {
  return ranges.reduce(
    (rest, [start, end]) => rest.slice(0, start) + MASK.repeat(end - start) + rest.slice(end),
    text,
  );
}

/** Ranges in order, those that overlap as one. */
function apart(ranges: readonly Range[]): readonly Range[] {
  const found: Range[] = [];
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = found.at(-1);
    if (last === undefined || start >= last[1]) found.push([start, end]);
    else found[found.length - 1] = [last[0], Math.max(last[1], end)];
  }
  return found;
}
