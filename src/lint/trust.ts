import { isOfNoCluster } from '../aws/oidc-issuers.js';
import { entryOf, unknownsIn } from '../readers/index.js';
import { arnOf, isPlain } from './arns.js';
import type { Condition, Principal, Statement } from './policies.js';
import type { RuleContext } from './rule.js';
import { HOLE, type Text } from './text.js';

/** A condition of a trust statement on a claim of the token. */
export interface Claim {
  readonly condition: Condition;
  /** In lower case: `sub`, `aud` … */
  readonly name: string;
  /** What stands before the claim, as it is written; with `HOLE`s where unknown. */
  readonly issuer: string;
  readonly key: Text;
}

/** The statements of trust policies. */
export function trustStatements({ policies }: RuleContext): readonly Statement[] {
  return policies.filter(({ use }) => use === 'trust').flatMap(({ statements }) => statements);
}

/** Statements that are about pods of an EKS cluster with web identity, by what they say. */
export function podStatements(context: RuleContext): readonly Statement[] {
  return trustStatements(context).filter(isAboutPods);
}

const EKS_ISSUER = /oidc[.-][a-z0-9.-]*eks|eks[a-z0-9.-]*\.amazonaws|eks-?oidc|oidc[^a-z]*\/id\//i;

function isAboutPods(statement: Statement): boolean {
  if (isOfOthersThanPods(statement)) return false;
  const texts = [
    ...federated(statement).map(({ value }) => value.text),
    ...statement.conditions.flatMap(({ key }) => (key === undefined ? [] : [key.text])),
  ];
  if (texts.some((text) => EKS_ISSUER.test(text))) return true;
  const values = statement.conditions.flatMap((condition) => condition.values.map(({ text }) => text));
  if (values.some((value) => value.includes('serviceaccount:'))) return true;
  return /^arn:|:oidc-provider/.test(texts.join(' ')) ? false : namesEks(statement);
}

/** Whether a statement's provider and keys are those of identities that no pod has, such as GitHub's. */
export function isOfOthersThanPods(statement: Statement): boolean {
  const issuers = [
    ...federated(statement).flatMap((principal) => issuerOf(principal) ?? []),
    ...claimsOf(statement).map(({ issuer }) => issuer),
  ].filter((issuer) => issuer !== '' && isPlain(issuer));
  return issuers.length > 0 && issuers.every(isOfNoCluster);
}

/** Whether what is unknown comes from an EKS cluster or a module of that name. */
function namesEks(statement: Statement): boolean {
  if (statement.principals.some(({ type }) => type !== 'Federated')) return false;
  const element = entryOf(statement.node, 'Principal')?.value;
  // A role of an EKS module under AWS is a role, whatever else is unknown of it.
  const providers = element?.kind === 'map' ? entryOf(element, 'Federated')?.value : element;
  if (providers === undefined) return false;
  return unknownsIn(providers).some(
    ({ symbol }) => symbol !== undefined && /\beks\b|_eks_|\beks_/.test(symbol),
  );
}

/** The federated principals of a statement. */
export function federated({ principals }: Statement): readonly Principal[] {
  return principals.filter(({ type }) => type === 'Federated');
}

/** The conditions of a statement that look at a claim. */
export function claimsOf(statement: Statement): readonly Claim[] {
  return statement.conditions.flatMap((condition) => {
    const { key } = condition;
    const match = key === undefined ? null : /^(.*)(?::|%3A)([a-z]+)$/is.exec(key.text);
    if (key === undefined || match === null || isServiceKey(key.text)) return [];
    return [{ condition, key, issuer: match[1] ?? '', name: (match[2] ?? '').toLowerCase() }];
  });
}

const isServiceKey = (key: string) => /^(aws|sts|saml|iam|s3):/i.test(key);

/** Whether a statement may hold a condition on a claim: false only when it is known not to. */
export function mayHaveClaim(statement: Statement, name: string): boolean {
  if (claimsOf(statement).some((claim) => claim.name === name)) return true;
  if (!statement.conditionsComplete || !statement.complete) return true;
  return statement.conditions.some(({ key }) => key === undefined || key.text.endsWith(HOLE));
}

/** The issuer that a federated principal names, without `https://`; undefined when it is no provider's ARN. */
export function issuerOf({ value }: Principal): string | undefined {
  const arn = arnOf(value);
  return arn === undefined ? undefined : /^oidc-provider\/(.+)$/.exec(arn.resource)?.[1];
}

/** Whether a condition's operator compares text, whatever prefix and suffix it has. */
export function isOperator({ operator }: Condition, name: string): boolean {
  const base = operator?.replace(/^For(?:All|Any)Values?:/i, '').replace(/IfExists$/i, '');
  return base?.toLowerCase() === name.toLowerCase();
}
