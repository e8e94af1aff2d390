import { POD_IDENTITY_SERVICE, STS_AUDIENCE } from '../../model/trust.js';
import { entry, list, map, type Node, type StringNode, text, type UnknownNode, unknown } from '../node.js';
import { joinParts, partsOf } from '../parts.js';
import type { Span } from '../text/source-text.js';

/** What eksctl knows of a cluster when it writes a trust policy; account and issuer come from AWS. */
export interface EksctlCluster {
  readonly partition: StringNode | UnknownNode;
  readonly account: UnknownNode;
  /** The issuer without `https://`. */
  readonly issuerHost: UnknownNode;
}

/** The trust policy that eksctl writes for a service account (eksctl pkg/iam/oidc/api.go). */
export function irsaTrust(
  cluster: EksctlCluster,
  namespace: StringNode | UnknownNode,
  name: StringNode | UnknownNode,
  pattern: boolean,
  place: Span,
): Node {
  const { issuerHost } = cluster;
  const subject = joinParts(['system:serviceaccount:', ...partsOf(namespace), ':', ...partsOf(name)], place);
  const audience = condition(issuerHost, 'aud', text(STS_AUDIENCE, place), place);
  const subjects = condition(issuerHost, 'sub', subject, place);
  const conditions = pattern
    ? [operator('StringLike', [subjects], place), operator('StringEquals', [audience], place)]
    : [operator('StringEquals', [subjects, audience], place)];
  return webIdentity(cluster, conditions, place);
}

/** The trust policy that eksctl writes for most add-ons: any service account of the cluster is let in. */
export function audienceTrust(cluster: EksctlCluster, place: Span): Node {
  const audience = condition(cluster.issuerHost, 'aud', text(STS_AUDIENCE, place), place);
  return webIdentity(cluster, [operator('StringEquals', [audience], place)], place);
}

function webIdentity(cluster: EksctlCluster, conditions: Parameters<typeof map>[0], place: Span): Node {
  return policy(
    [
      entry('Action', place, list([text('sts:AssumeRoleWithWebIdentity', place)], place)),
      entry('Principal', place, map([entry('Federated', place, providerArn(cluster, place))], place)),
      entry('Condition', place, map(conditions, place)),
    ],
    place,
  );
}

/** The ARN of the cluster's OIDC provider. */
export function providerArn(
  { partition, account, issuerHost }: EksctlCluster,
  place: Span,
): StringNode | UnknownNode {
  return joinParts(['arn:', ...partsOf(partition), ':iam::', account, ':oidc-provider/', issuerHost], place);
}

/** The trust policy that eksctl writes for Pod Identity: without conditions. */
export const podIdentityTrust = (place: Span): Node =>
  serviceTrust(POD_IDENTITY_SERVICE, place, ['sts:AssumeRole', 'sts:TagSession']);

/** A trust policy that lets in a service of AWS. */
export function serviceTrust(
  service: string,
  place: Span,
  actions: readonly string[] = ['sts:AssumeRole'],
): Node {
  const principal = map([entry('Service', place, text(service, place))], place);
  const action = list(
    actions.map((name) => text(name, place)),
    place,
  );
  return policy([entry('Action', place, action), entry('Principal', place, principal)], place);
}

function policy(statement: Parameters<typeof map>[0], place: Span): Node {
  const whole = map([entry('Effect', place, text('Allow', place)), ...statement], place);
  const version = entry('Version', place, text('2012-10-17', place));
  return map([version, entry('Statement', place, list([whole], place))], place);
}

function condition(host: UnknownNode, claim: string, value: Node, place: Span) {
  const key = joinParts([host, `:${claim}`], place);
  const keyNode = key.kind === 'unknown' ? key : unknown('not known', place);
  return { key: undefined, keyNode, value };
}

function operator(name: string, entries: Parameters<typeof map>[0], place: Span) {
  return entry(name, place, map(entries, place));
}
