import { type HclValue, ref, type TerraformTemplate } from '../../emit/hcl.js';
import type { AccessModel, Role } from '../../model/types.js';
import { usesPodIdentity } from '../../spec/mechanism.js';

/** An input variable; each has a default, so that `terraform plan` asks nothing. */
export interface Variable {
  readonly name: string;
  readonly type: TerraformTemplate;
  readonly description: string;
  readonly default: HclValue;
  readonly validation?: { readonly condition: TerraformTemplate; readonly message: string };
}

interface Uses {
  readonly roles: readonly Role[];
  readonly usesProvider: boolean;
  /** Variables that roles are made from. */
  readonly used: ReadonlySet<string>;
  /** By what the module knows its roles. */
  readonly keys: readonly string[];
}

/** The variables that the module uses: what a second environment would set. */
export function buildVariables(
  model: AccessModel,
  { roles, usesProvider, used, keys }: Uses,
): readonly Variable[] {
  const { cluster, identity, terraform, tags } = model.spec;
  const issuer = model.oidcProvider?.issuer;
  const variables: Variable[] = [];
  const isModule = model.elsewhere !== undefined;
  if (terraform.layout === 'root' || used.has('region')) {
    variables.push(
      text(
        'region',
        'Region of the cluster.',
        cluster.region,
        '^[a-z]+(-[a-z]+)+-[0-9]+$',
        'a region, such as eu-central-1',
      ),
    );
  }
  if (isModule && (usesProvider || used.has('account_id'))) {
    variables.push(
      text(
        'account_id',
        'Account of the cluster and its roles.',
        cluster.accountId,
        '^[0-9]{12}$',
        'the 12 digits of an account',
      ),
    );
  }
  if (
    used.has('cluster_name') ||
    (usesProvider && issuer === undefined) ||
    roles.some((role) => usesPodIdentity(role.mechanism))
  ) {
    variables.push(
      text(
        'cluster_name',
        'Name of the EKS cluster.',
        cluster.name,
        '^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$',
        'the name of an EKS cluster',
      ),
    );
  }
  if (usesProvider && issuer !== undefined) {
    variables.push(
      text(
        'oidc_issuer',
        "URL of the cluster's OIDC issuer, as `aws eks describe-cluster` prints it.",
        issuer,
        '^https://[^/]+/id/[0-9A-Z]+$',
        'the issuer URL with https:// and /id/, without a trailing slash',
      ),
    );
  }
  if (identity.permissionsBoundaryArn !== undefined && roles.length > 0) {
    variables.push(
      text(
        'permissions_boundary_arn',
        'ARN of the policy that caps what the roles may do.',
        identity.permissionsBoundaryArn,
        '^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$',
        'the ARN of an IAM policy',
      ),
    );
  }
  if (used.has('role_names')) {
    variables.push({
      name: 'role_names',
      type: ref('map(string)'),
      description:
        'Names of roles, and of policies named as they are, by service account; empty: as irsa.yaml makes them for this cluster.',
      default: Object.fromEntries(keys.map((key) => [key, ''])),
    });
  }
  variables.push({
    name: 'tags',
    type: ref('map(string)'),
    description: 'Tags of every resource.',
    default: tags,
    validation: {
      condition: ref('alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])'),
      message: 'Tag keys must not begin with aws:, which AWS keeps for itself.',
    },
  });
  if (terraform.layout === 'root') {
    variables.push({
      name: 'offline',
      type: ref('bool'),
      description: 'Plan without an AWS account: for review only, never for apply.',
      default: false,
    });
  }
  return variables;
}

function text(name: string, description: string, value: string, pattern: string, expected: string): Variable {
  return {
    name,
    type: ref('string'),
    description,
    default: value,
    validation: {
      condition: ref(`can(regex(${JSON.stringify(pattern)}, var.${name}))`),
      message: `The ${name} must be ${expected}.`,
    },
  };
}
