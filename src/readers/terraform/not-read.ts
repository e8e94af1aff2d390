import type { Diagnostic } from '../../diagnostics.js';
import type { HclBlock, HclExpression } from '../hcl/syntax.js';
import { fieldOf, isString } from '../node-access.js';
import { problem } from '../problems.js';
import { attributeOf, blocksOf } from './blocks.js';
import type { DeclaredObject } from './declared-object.js';

/** Words in the source or the arguments of modules that have to do with access. */
const ACCESS = /iam|irsa|role|oidc|\beks|pod.?identity|service.?account|polic|addon/i;

/** A module call whose module is not among the files, where it may make roles, policies or clusters. */
export function unreadModule({ address, block, body }: DeclaredObject): readonly Diagnostic[] {
  const source = fieldOf(body, 'source');
  const named = isString(source) ? source.value : '';
  const words = [
    named,
    ...block.body.items.flatMap((item) => (item.kind === 'attribute' ? [item.name] : [])),
  ];
  if (!words.some((word) => ACCESS.test(word))) return [];
  const reason = `${address} is not read: its source ${named === '' ? 'is not known' : `${named} is not among the files`}`;
  return [problem('read/not-checked', reason, block.place)];
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
