import { parseArn, parseS3Arn } from '../aws/arns.js';
import {
  callsOf,
  DAMAGED,
  type Inventory,
  optionOf,
  type SnapshotCall,
  whyNotKnown,
} from '../readers/index.js';
import { accountKey } from '../spec/subjects.js';
import type { Chain } from './chain.js';
import type { ChainLink, LinkKind } from './types.js';
import type { World } from './world.js';

/** What a call was to tell that a chain rests on. */
interface Matter {
  /** The call, without whom it is about: `get pods`. */
  readonly command: string;
  readonly kind: LinkKind;
  /** What is not known without it, about a service account; lower case. */
  open(name: string): string;
  /** Set where it is usual, so that it is taken as given. */
  readonly usual?: true;
  readonly mechanism?: Chain['mechanism'];
}

const MATTERS: readonly Matter[] = [
  {
    command: 'get pods',
    kind: 'pod',
    open: (name) => `that the pods of ${name} have what their templates and the webhook give them`,
    usual: true,
  },
  {
    command: 'get serviceaccounts',
    kind: 'binding',
    open: (name) => `whether ${name} is annotated with a role`,
  },
  {
    command: 'eks list-pod-identity-associations',
    kind: 'binding',
    open: (name) => `whether a Pod Identity association gives ${name} a role`,
  },
  {
    command: 'get mutatingwebhookconfigurations.admissionregistration.k8s.io',
    kind: 'injection',
    open: () => 'that the webhook of EKS changes pods',
    usual: true,
  },
  {
    command: 'get networkpolicies.networking.k8s.io',
    kind: 'network',
    open: (name) => `that no network policy keeps the pods of ${name} from their credentials`,
    usual: true,
  },
  {
    command: 'iam list-open-id-connect-providers',
    kind: 'provider',
    open: () => "whether IAM has a provider for the cluster's issuer",
    mechanism: 'irsa',
  },
];

/**
 * The links of a chain with what a snapshot does not tell because a call was refused or failed: that is not known, and what is not
 * in its files may be there all the same.
 */
export function withUnanswered(
  { inventory }: World,
  subject: Chain['subject'],
  mechanism: Chain['mechanism'],
  links: readonly ChainLink[],
): readonly ChainLink[] {
  if (inventory.snapshots.length === 0) return links;
  const found = MATTERS.flatMap((matter): ChainLink[] => {
    const why = unanswered(inventory, matter.command, subject.namespace);
    if (why === undefined || (matter.mechanism ?? mechanism) !== mechanism) return [];
    const { kind, usual } = matter;
    const open = matter.open(accountKey(subject));
    return [
      usual
        ? { kind, status: 'ok', reason: why, assumes: `${open}, which is ${why}` }
        : { kind, status: 'unknown', reason: `${open} is ${why}` },
    ];
  });
  const isBindingOpen = found.some(({ kind, status }) => kind === 'binding' && status === 'unknown');
  const kept = links.map((link) =>
    isBindingOpen && link.kind === 'binding' && link.status === 'broken'
      ? { ...link, status: 'unknown' as const }
      : link,
  );
  return [...kept, ...found];
}

/** Why a list is not known, where neither the whole cluster nor the namespace was told. */
function unanswered(inventory: Inventory, command: string, namespace: string): string | undefined {
  const calls = callsOf(inventory, command);
  const own = calls.find((call) => optionOf(call, 'namespace') === namespace);
  const all = calls.find((call) => optionOf(call, 'namespace') === undefined);
  if (own !== undefined && whyNotKnown(own) === undefined) return undefined;
  return all && whyNotKnown(all);
}

/** The call that was to tell a role that a snapshot does not have: for it by itself, or for all; undefined where none was lost. */
export function lostRole(
  inventory: Inventory,
  arn: string,
): { readonly why: string; readonly isDamaged: boolean } | undefined {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const own = callsOf(inventory, 'iam get-role').find((call) => optionOf(call, 'role-name') === name);
  const [all] = callsOf(inventory, 'iam get-account-authorization-details');
  const call = own ?? all;
  const why = call && whyNotKnown(call);
  return why === undefined ? undefined : { why, isDamaged: call?.reason === DAMAGED };
}

/** Whether a snapshot has it from S3 that the bucket has no policy. */
export function hasNoPolicy({ inventory }: World, resource: string): boolean {
  const bucket = parseS3Arn(resource)?.bucket;
  return callsOf(inventory, 's3api get-bucket-policy').some(
    (call) => call.reason === 'NoSuchBucketPolicy' && optionOf(call, 'bucket') === bucket,
  );
}

/** Policies of what is asked about that a snapshot does not have because the call was refused. */
export function unansweredPolicies({ inventory }: World, resource: string): readonly string[] {
  const bucket = parseS3Arn(resource)?.bucket;
  const isOfBucket = (call: SnapshotCall) => optionOf(call, 'bucket') === bucket;
  const isOfKey = (call: SnapshotCall) => optionOf(call, 'key-id') === resource;
  const isKey = parseArn(resource)?.service === 'kms';
  const calls = [
    ...(bucket === undefined ? [] : callsOf(inventory, 's3api get-bucket-policy').filter(isOfBucket)),
    ...(isKey ? callsOf(inventory, 'kms get-key-policy').filter(isOfKey) : []),
  ];
  return calls.flatMap((call) => {
    const why = whyNotKnown(call);
    return why === undefined ? [] : [`the policy of ${bucket ?? resource}, which is ${why}`];
  });
}
