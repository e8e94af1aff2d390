import { splitArn } from '../../aws/arns.js';
import type { ListElement } from '../document.js';
import { isAnything, splitPattern } from './compare-arn.js';
import { traceElement } from './element.js';
import { matchesPattern, type Pattern, type PatternToken, parsePattern } from './pattern.js';
import type { ElementTrace, ValueTrace } from './types.js';
import {
  type ExpandedText,
  expandVariables,
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
  const values = element.values.map((value) => testResource(value, resource, scope));
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

function testResource(value: string, resource: string, scope: PolicyScope): ValueTrace {
  const expanded = expandVariables(value, scope);
  if (expanded.unresolved.length > 0) {
    const trace = unresolvedTrace(value, expanded);
    return matchesPattern(confine(loosePattern(value)), resource) ? trace : { ...trace, open: false };
  }
  const resolved = textOf(expanded);
  const pattern = patternOf(expanded);
  const matched =
    isAnything(pattern) || (isArnPattern(expanded) && matchesPattern(confine(pattern), resource));
  const open = !matched && isArnPattern(expanded) && breaksOff(pattern, resource);
  return { value, ...(resolved === value ? {} : { resolved }), matched, ...(open ? { open } : {}) };
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
