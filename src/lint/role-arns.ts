import { parseArn } from '../aws/arns.js';
import { ROLE_ARN } from '../kubernetes/role-annotation.js';
import type { Node } from '../readers/index.js';
import type { ArnFields } from './arns.js';
import { replaceIn } from './fixes.js';
import { identitiesOf } from './identities.js';
import { account, yamlFile } from './identity-examples.js';
import type { Rule, RuleContext } from './rule.js';
import { textOf } from './text.js';

/** A role annotation whose value is known, in whole or in part. */
interface KnownAnnotation {
  /** With a `HOLE` for each unknown stretch. */
  readonly value: string;
  readonly node: Node;
}

/** The values of all role annotations that are known, blanks at the ends included. */
export function knownAnnotations({ inventory }: RuleContext): readonly KnownAnnotation[] {
  return identitiesOf(inventory).annotations.flatMap(({ entry, value }) => {
    const text = value.known ? value.value : textOf(value)?.text;
    return text === undefined ? [] : [{ value: text, node: entry.value }];
  });
}

/** A role annotation that has the six fields of an ARN. */
interface ArnAnnotation extends KnownAnnotation {
  readonly arn: ArnFields;
}

/** What is wrong with an ARN. */
interface ArnFault {
  readonly message: string;
  readonly help: string;
  /** What stands there, what should, and that in a few words. */
  readonly replaced?: readonly [from: string, to: string, title: string];
}

/** A rule about one field of the ARNs in role annotations. */
interface RoleArnRule extends Pick<Rule, 'id' | 'name' | 'summary' | 'why' | 'fix' | 'reference'> {
  /** An ARN in which it fires. */
  readonly bad: string;
  faultOf(annotation: ArnAnnotation): ArnFault | undefined;
}

/** All of them break the same way: STS refuses the ARN. */
export function roleArnRule({ bad, faultOf, ...about }: RoleArnRule): Rule {
  return {
    ...about,
    severity: 'error',
    family: 'service-account',
    error: 'ValidationError: Request ARN is invalid',
    examples: {
      bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: bad }))],
      good: [yamlFile('service-account.yaml', account())],
    },
    *check(context) {
      for (const annotation of arnAnnotations(context)) {
        const { message, help, replaced } = faultOf(annotation) ?? {};
        if (message === undefined) continue;
        const { node } = annotation;
        const fix = replaced && replaceIn(context, node, [replaced[0], replaced[1]], replaced[2]);
        yield { place: node.place, message, help, fix };
      }
    },
  };
}

/** The values that have the six fields of an ARN. */
export function arnAnnotations(context: RuleContext): readonly ArnAnnotation[] {
  return knownAnnotations(context).flatMap((annotation) => {
    const found = parseArn(annotation.value.trim());
    if (found === undefined || found.resource.includes(':')) return [];
    const { accountId: account, ...fields } = found;
    return [{ ...annotation, arn: { ...fields, account } }];
  });
}
