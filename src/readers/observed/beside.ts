import type { Node, StringNode } from '../node.js';
import { fieldOf, isString, nodeAt } from '../node-access.js';
import { isOwnAnswer, issuerIn, issuerOf, listedArns } from './oidc-providers.js';

/**
 * What the answers tell together that no snapshot has, whose index would say what was asked: a list names a provider or an
 * association, and its own answer has the rest.
 */
export interface Beside {
  /** By issuer without scheme. */
  readonly providerArns: ReadonlyMap<string, StringNode>;
  /** Issuers of the providers with an answer of their own. */
  readonly providers: ReadonlySet<string>;
  /** Ids of the associations with an answer of their own. */
  readonly associations: ReadonlySet<string>;
}

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
