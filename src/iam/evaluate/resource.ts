import { splitArn } from '../../aws/arns.js';
import { onceFor } from '../../collections.js';
import type { ListElement } from '../document.js';
import { isAnything, splitPattern } from './compare-arn.js';
import { traceElement } from './element.js';
import { matchesPattern, type Pattern, type PatternToken, parsePattern } from './pattern.js';
import type { ElementTrace, ValueTrace } from './types.js';
import {
  asWritten,
  type ExpandedText,
  expandVariables,
  mayHoldVariables,
  type PolicyScope,
  patternOf,
  textOf,
  unresolvedTrace,
} from './variables.js';

/** The colons in front of an ARN's resource part. */
const COLONS = 5;

/**
 * Whether Resource or NotResource covers the request, case and all.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function evaluateResource(element: ListElement, resource: string, scope: PolicyScope): ElementTrace {
  const known = writtenOut(element);
  const values = element.values.map((value) => testResource(value, known.get(value), resource, scope));
  return traceElement(element, values, resource);
}

/**
 * The resource that a request is about: S3 asks for s3:ListAllMyBuckets with all buckets, so that `arn:aws:s3:::*`
 * covers it as `*` does.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/walkthrough1.html
 */
export function askedResource(
  element: ListElement,
  { action, resource }: { readonly action: string; readonly resource: string },
): string {
  if (resource !== '*' || action.toLowerCase() !== 's3:listallmybuckets') return resource;
  const partitions = element.values.map((value) => /^arn:([a-z-]+):s3:::\*/.exec(value)?.[1]);
  return `arn:${partitions.find((partition) => partition !== undefined) ?? 'aws'}:s3:::*`;
}

/** What a value covers once its variables are filled in. */
interface Cover {
  readonly anything: boolean;
  /** The pattern of an ARN, and the same with each wildcard kept to its segment. */
  readonly arn: { readonly pattern: Pattern; readonly confined: Pattern } | undefined;
}

function coverOf(expanded: ExpandedText): Cover {
  const pattern = patternOf(expanded);
  const arn = isArnPattern(expanded) ? { pattern, confined: confine(pattern) } : undefined;
  return { anything: isAnything(pattern), arn };
}

/** Of values without variables, what they cover whatever is asked: a table of decisions asks thousands of times. */
const writtenOut = onceFor(
  (element: ListElement): ReadonlyMap<string, Cover> =>
    new Map(
      element.values
        .filter((value) => !mayHoldVariables(value))
        .map((value) => [value, coverOf(asWritten(value))]),
    ),
);

function testResource(
  value: string,
  known: Cover | undefined,
  resource: string,
  scope: PolicyScope,
): ValueTrace {
  if (known !== undefined) return { value, ...compare(known, resource) };
  const expanded = expandVariables(value, scope);
  if (expanded.unresolved.length > 0) {
    const trace = unresolvedTrace(value, expanded);
    return matchesPattern(confine(loosePattern(value)), resource) ? trace : { ...trace, open: false };
  }
  const resolved = textOf(expanded);
  return { value, ...(resolved === value ? {} : { resolved }), ...compare(coverOf(expanded), resource) };
}

function compare({ anything, arn }: Cover, resource: string): Pick<ValueTrace, 'matched' | 'open'> {
  if (anything || (arn !== undefined && matchesPattern(arn.confined, resource))) return { matched: true };
  return { matched: false, ...(arn !== undefined && breaksOff(arn.pattern, resource) ? { open: true } : {}) };
}

/** What a value could match if each of its variables had whichever value it takes. */
const loosePattern = (value: string): Pattern => parsePattern(value.replace(/\$\{[^{}]*\}?/g, '*'));

/**
 * Whether a pattern has fewer than the six fields of an ARN and what it has of partition and service fits: IAM
 * stores some of these, and the guide does not say what they match.
 */
function breaksOff(pattern: Pattern, resource: string): boolean {
  const fields = splitPattern(pattern);
  if (fields.length > COLONS) return false;
  const requested = splitArn(resource);
  return fields.slice(0, 3).every((field, index) => matchesPattern(field, requested[index] ?? ''));
}

/** Anything but an ARN or `*` is no resource, and a variable counts in the resource part alone. */
function isArnPattern(expanded: ExpandedText): boolean {
  let colons = 0;
  for (const part of expanded.parts) {
    if (part.substituted && part.text !== '' && colons < COLONS) return false;
    colons += part.text.split(':').length - 1;
  }
  return textOf(expanded).startsWith('arn:');
}

/**
 * In front of the resource part, `?` and `*` keep to their segment, unless the `*` ends it: that one may
 * go beyond the colon, as the guide says.
 */
function confine(pattern: Pattern): Pattern {
  let colons = 0;
  return pattern.map((token, at): PatternToken => {
    if (token.kind === 'character') {
      if (token.character === ':') colons += 1;
      return token;
    }
    return { ...token, within: colons < COLONS && !(token.kind === 'any' && endsSegment(pattern, at)) };
  });
}

function endsSegment(pattern: Pattern, at: number): boolean {
  const next = pattern[at + 1];
  return next === undefined || (next.kind === 'character' && next.character === ':');
}
