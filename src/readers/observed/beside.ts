import type { Node } from '../node.js';
import { fieldOf, isString, nodeAt } from '../node-access.js';
import { isOwnAnswer, issuerIn, issuerOf, listedArns } from './oidc-providers.js';
import type { Beside } from './told.js';

/** Looks through answers for what others of them list. */
export function besides(roots: readonly Node[]): Beside {
  const arns = roots.flatMap(listedArns).map((arn) => [issuerIn(arn.value), arn] as const);
  return {
    providerArns: new Map(arns),
    providers: new Set(roots.filter(isOwnAnswer).flatMap((root) => issuerOf(root) ?? [])),
    associations: new Set(roots.flatMap(associationIn)),
  };
}

function associationIn(root: Node): readonly string[] {
  const id = nodeAt(root, ['association', 'associationId']);
  return isString(id) && fieldOf(fieldOf(root, 'association'), 'serviceAccount') !== undefined
    ? [id.value]
    : [];
}
