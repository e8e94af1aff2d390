import { type Diagnostic, type FieldPath, formatPath } from '../diagnostics.js';
import { stateObject } from '../model/state-object.js';
import type { AccessModel } from '../model/types.js';
import type { Source } from '../spec/source-file.js';
import { quote } from '../text/quote.js';
import type { LoadedSpec } from './load-spec.js';
import type { SpecFile } from './spec-files.js';

/** What one spec makes and no other spec of the run may make. */
interface Claim {
  readonly key: string;
  readonly path: FieldPath;
  readonly code: string;
  readonly help: string;
  /** The finding, with the name of the spec that was first. */
  found(owner: string): string;
}

/** Which spec of a run makes which role, and keeps its Terraform state where. */
export class Claims {
  private readonly owners = new Map<string, string>();

  /** Takes what a spec makes; finds what an earlier spec of the run makes as well. */
  claim(spec: SpecFile, { model, source }: LoadedSpec): readonly Diagnostic[] {
    const clashes = [roleClaims, policyClaims, providerClaims, stateClaims].map((claimsOf) =>
      claimsOf(model).flatMap((claim) => {
        const owner = this.owners.get(claim.key);
        if (owner === undefined) this.owners.set(claim.key, spec.name);
        return owner === undefined || owner === spec.name ? [] : [clash(source, claim, owner)];
      }),
    );
    const [roles = []] = clashes;
    // A policy is mostly named as its role is: one error is enough.
    return roles.length > 0 ? roles : clashes.flat();
  }
}

/**
 * A role's name exists once in an account, whatever its case
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html): the second apply fails.
 */
function roleClaims({ partition, roles, spec: { cluster } }: AccessModel): readonly Claim[] {
  return roles
    .filter(({ owner }) => owner !== 'existing')
    .map(({ name, workloads }) => ({
      key: `role ${partition}:${cluster.accountId}:${name.toLowerCase()}`,
      path: ['workloads', workloads[0] as number, 'roleName'],
      code: 'model/role-made-twice',
      found: (owner) => `role ${quote(name)} of account ${cluster.accountId} is made by ${owner} as well`,
      help: 'a name exists once in an account: leave roleName away, choose another one, or name the role by roleArn in one of the two',
    }));
}

/** The same holds for the names of managed policies, which Terraform alone makes. */
function policyClaims({ partition, roles, spec: { cluster } }: AccessModel): readonly Claim[] {
  return roles
    .filter(({ owner }) => owner === 'terraform')
    .flatMap(({ policy, workloads }) =>
      (policy?.parts ?? []).map(
        ({ name }): Claim => ({
          key: `policy ${partition}:${cluster.accountId}:${name.toLowerCase()}`,
          path: ['workloads', workloads[0] as number, 'policyName'],
          code: 'model/policy-made-twice',
          found: (owner) =>
            `policy ${quote(name)} of account ${cluster.accountId} is made by ${owner} as well`,
          help: 'a name exists once in an account: leave policyName away, or choose another one',
        }),
      ),
    );
}

/** A provider exists once for an issuer and an account, and only one state of Terraform can have it. */
function providerClaims({ oidcProvider, spec: { cluster } }: AccessModel): readonly Claim[] {
  if (oidcProvider?.owner !== 'terraform') return [];
  const { name, region, accountId } = cluster;
  return [
    {
      key: `provider ${accountId}:${region}:${name}`,
      path: ['identity', 'oidcProviderOwner'],
      code: 'model/provider-made-twice',
      found: (owner) => `the OIDC provider of ${quote(name)} is made by ${owner} as well`,
      help: 'a cluster has one: let one of the specs make it, and give the other oidcProviderOwner: existing',
    },
  ];
}

/** Two folders with one state undo each other: what the other one made is not in their files, and is destroyed. */
function stateClaims({ spec }: AccessModel): readonly Claim[] {
  const state = stateObject(spec);
  if (state === undefined) return [];
  return [
    {
      key: `state ${state}`,
      path: ['terraform', 'backend'],
      code: 'model/state-shared',
      found: (owner) =>
        `${quote(state)} holds the state of ${owner} as well: each apply would destroy what the other made`,
      help: 'give each spec a key of its own, such as <cluster>/irsa.tfstate',
    },
  ];
}

function clash(source: Source, { path, code, help, found }: Claim, owner: string): Diagnostic {
  return {
    code,
    severity: 'error',
    path: formatPath(path),
    message: found(owner),
    help,
    place: source.locate(path),
  };
}
