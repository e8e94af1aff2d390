import type { Diagnostic } from '../../diagnostics.js';
import type { HclBlock, HclExpression } from '../hcl/syntax.js';
import { fieldOf, isString } from '../node-access.js';
import { problem } from '../problems.js';
import { attributeOf, blocksOf } from './blocks.js';
import type { DeclaredObject } from './declared-object.js';

/** Words in the source or the arguments of modules that have to do with access. */
const ACCESS = /iam|irsa|role|oidc|\beks|pod.?identity|service.?account|polic|addon/i;

/** Whether the module of a call may make roles, policies, associations or clusters. */
export function isAboutAccess({ block, body }: DeclaredObject): boolean {
  const words = [
    sourceOf(body),
    ...block.body.items.flatMap((item) => (item.kind === 'attribute' ? [item.name] : [])),
  ];
  return words.some((word) => ACCESS.test(word));
}

/** That the module of a call is not among the files. */
export function unreadModule({ address, block, body }: DeclaredObject): Diagnostic {
  const named = sourceOf(body);
  const reason = `${address} is not read: its source ${named === '' ? 'is not known' : `${named} is not among the files`}`;
  return problem('read/not-checked', reason, block.place);
}

function sourceOf(body: DeclaredObject['body']): string {
  const source = fieldOf(body, 'source');
  return isString(source) ? source.value : '';
}

/** `removed` blocks that leave in AWS what they take out of the configuration. */
export function leftBehind(block: HclBlock): readonly Diagnostic[] {
  const from = attributeOf(block.body, 'from')?.value;
  const lifecycle = blocksOf(block.body, 'lifecycle')[0];
  const destroy = lifecycle === undefined ? undefined : attributeOf(lifecycle.body, 'destroy')?.value;
  const name = from === undefined ? '' : spelled(from);
  if (destroy?.kind !== 'literal' || destroy.value !== false || !ACCESS.test(name)) return [];
  return [
    problem('read/not-checked', `${name} is left in AWS as it is, and no longer in the files`, block.place),
  ];
}

function spelled(expression: HclExpression): string {
  if (expression.kind === 'variable') return expression.name;
  return expression.kind === 'attribute-of' ? `${spelled(expression.of)}.${expression.name}` : '';
}
