import { GRANT_KINDS, type GrantKind, labelOf, thingNamed } from '../grants/index.js';

/** Which policies of the other side were in the files, and were looked at. */
export interface LookedAt {
  /** The policy of the resource itself, or of the role to be assumed. */
  readonly resource: boolean;
  /** Policies of VPC endpoints. */
  readonly endpoint: boolean;
  /** The session policy: with Pod Identity there is none but the association's. */
  readonly session: boolean;
}

/** What may deny a request besides the policies that were looked at. */
export function notEvaluated(action: string, resource: string, looked: LookedAt): readonly string[] {
  return [
    'service control policies (SCP) and resource control policies (RCP) of the organization',
    ...(looked.session ? [] : ['session policies']),
    ...(looked.endpoint ? [] : ['VPC endpoint policies']),
    ...otherSides(action, resource, looked),
  ];
}

/** What the kind of the resource says of the other side. */
function otherSides(action: string, resource: string, { resource: looked }: LookedAt): readonly string[] {
  const service = action.split(':')[0]?.toLowerCase();
  const kind = GRANT_KINDS.find(
    (each) => each.service === service && thingNamed(each, resource) !== undefined,
  );
  if (kind === undefined) return looked ? [] : ['resource-based policies'];
  const { ownPolicy, alsoDecides = [], kmsVia, noun } = kind;
  const says = ownPolicy?.must ? 'must allow as well' : 'also may allow';
  return [
    ...(ownPolicy === undefined || looked
      ? []
      : [`the ${ownPolicy.name} of ${ownerOf(kind, resource)}, which ${says}`]),
    ...alsoDecides,
    ...(kmsVia === undefined ? [] : [`the key policy of the KMS key, if the ${noun} is encrypted with one`]),
  ];
}

/** The thing itself, whatever part of it a resource is. */
function ownerOf(kind: GrantKind, resource: string): string {
  const thing = thingNamed(kind, resource);
  if (thing === undefined || resource === '*') return `the ${kind.noun}`;
  return labelOf({
    ...thing,
    names: Object.fromEntries(Object.keys(kind.names).map((name) => [name, thing.names[name] ?? ''])),
  });
}
