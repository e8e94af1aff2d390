import { parseArn } from '../aws/arns.js';
import type { Node } from '../readers/index.js';
import { identitiesOf } from './identities.js';
import type { Report, RuleContext } from './rule.js';
import { textOf } from './text.js';

/** A role annotation whose value is known, in whole or in part. */
export interface KnownAnnotation {
  /** With a `HOLE` for each unknown stretch. */
  readonly value: string;
  readonly node: Node;
}

/** The fields of an ARN by position, whatever they hold. */
export interface ArnFields {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The values of all role annotations that are known, blanks at the ends included. */
export function knownAnnotations({ inventory }: RuleContext): readonly KnownAnnotation[] {
  return identitiesOf(inventory).annotations.flatMap(({ entry, value }) => {
    const text = value.known ? value.value : textOf(value)?.text;
    return text === undefined ? [] : [{ value: text, node: entry.value }];
  });
}

/** The values that have the six fields of an ARN. */
export function arnAnnotations(
  context: RuleContext,
): readonly (KnownAnnotation & { readonly arn: ArnFields })[] {
  return knownAnnotations(context).flatMap((annotation) => {
    const found = parseArn(annotation.value.trim());
    if (found === undefined || found.resource.includes(':')) return [];
    const { accountId: account, ...fields } = found;
    return [{ ...annotation, arn: { ...fields, account } }];
  });
}

/** A report on an annotation's value. */
export function onValue({ node }: KnownAnnotation, message: string, help: string): Report {
  return { place: node.place, message, help };
}
