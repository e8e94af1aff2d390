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
  const { partition, account, issuerHost } = cluster;
  const provider = joinParts(
    ['arn:', ...partsOf(partition), ':iam::', account, ':oidc-provider/', issuerHost],
    place,
  );
  const subject = joinParts(['system:serviceaccount:', ...partsOf(namespace), ':', ...partsOf(name)], place);
  const audience = condition(issuerHost, 'aud', text('sts.amazonaws.com', place), place);
  const subjects = condition(issuerHost, 'sub', subject, place);
  const conditions = pattern
    ? [operator('StringLike', [subjects], place), operator('StringEquals', [audience], place)]
    : [operator('StringEquals', [subjects, audience], place)];
  return policy(
    [
      entry('Action', place, list([text('sts:AssumeRoleWithWebIdentity', place)], place)),
      entry('Principal', place, map([entry('Federated', place, provider)], place)),
      entry('Condition', place, map(conditions, place)),
    ],
    place,
  );
}

/** The trust policy that eksctl writes for Pod Identity: without conditions. */
export function podIdentityTrust(place: Span): Node {
  const actions = [text('sts:AssumeRole', place), text('sts:TagSession', place)];
  const principal = map([entry('Service', place, text('pods.eks.amazonaws.com', place))], place);
  return policy([entry('Action', place, list(actions, place)), entry('Principal', place, principal)], place);
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
