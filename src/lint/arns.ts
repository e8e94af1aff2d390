import { splitArn } from '../aws/arns.js';
import type { Policy, Statement } from './policies.js';
import type { RuleContext } from './rule.js';
import { HOLE, type Text } from './text.js';

/** The fields of an ARN by position, whatever they hold; one with a `HOLE` is not known. */
export interface ArnFields {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** An ARN with its fields. */
export interface ArnText extends ArnFields {
  readonly text: Text;
}

/** Splits an ARN of six or more fields; policy variables count as unknown. */
export function arnOf(text: Text): ArnText | undefined {
  const fields = fieldsOf(text.text);
  return fields === undefined ? undefined : { text, ...fields };
}

/** The fields of an ARN's text; undefined when it has fewer than six. */
export function fieldsOf(text: string): ArnFields | undefined {
  const [scheme, partition = '', service = '', region = '', account = '', resource] = splitArn(
    withoutVariables(text),
  );
  if (scheme !== 'arn' || resource === undefined) return undefined;
  return { partition, service, region, account, resource };
}

/** IAM's `${aws:…}` can stand for any text. */
export function withoutVariables(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, HOLE);
}

/** Whether a field is known in whole and without wildcards. */
export const isPlain = (field: string): boolean => !/[*?\uFFFC]/.test(field);

/** What a resource of an S3 statement is; undefined when that is not known. */
export function s3Kind(text: Text): 'bucket' | 'object' | 'any' | 'other' | undefined {
  if (text.text === '*') return 'any';
  const arn = arnOf(text);
  if (arn === undefined) return text.known ? 'other' : undefined;
  if (!isPlain(arn.service) || arn.service !== 's3') return isPlain(arn.service) ? 'other' : 'any';
  if (/^accesspoint[/:]/.test(arn.resource)) return 'any';
  if (arn.resource.includes('/')) return 'object';
  if (arn.resource.includes('*') || arn.resource === '') return 'any';
  if (!arn.resource.includes(HOLE)) return 'bucket';
  return isBucketArn(text) ? 'bucket' : undefined;
}

/** The ARN of a bucket that the same files make, whatever its name is. */
function isBucketArn({ node }: Text): boolean {
  if (node.kind !== 'unknown') return false;
  const { reference, symbol } = node;
  if (reference?.attribute === 'arn') return /\baws_s3_bucket\./.test(reference.fact);
  return /^(?:data\.)?aws_s3_bucket\.[\w[\]"-]+\.arn$/.test(symbol ?? '');
}

/** A text of a policy where an ARN may stand. */
export interface PolicyArn {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly element: 'Resource' | 'NotResource' | 'Principal' | 'NotPrincipal';
  /** The principal's type, such as `Federated`. */
  readonly type?: string;
  readonly text: Text;
}

/** Every resource and every principal that may be an ARN, in all policies. */
export function* policyArns({ statements }: RuleContext): Iterable<PolicyArn> {
  for (const statement of statements) {
    const { policy, resources, notResources, principals } = statement;
    for (const text of resources?.values ?? []) yield { policy, statement, element: 'Resource', text };
    for (const text of notResources?.values ?? []) yield { policy, statement, element: 'NotResource', text };
    for (const { element, type, value } of principals) {
      if (type === 'AWS' || type === 'Federated') yield { policy, statement, element, type, text: value };
    }
  }
}
