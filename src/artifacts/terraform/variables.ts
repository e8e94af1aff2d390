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

/** A variable of text; without a value, the module does not use it. */
interface TextVariable {
  readonly name: string;
  readonly description: string;
  readonly pattern: string;
  /** What the pattern asks for. */
  readonly expected: string;
  readonly value: (model: AccessModel, uses: Uses) => string | undefined;
}

const TEXT_VARIABLES: readonly TextVariable[] = [
  {
    name: 'region',
    description: 'Region of the cluster.',
    pattern: '^[a-z]+(-[a-z]+)+-[0-9]+$',
    expected: 'a region, such as eu-central-1',
    value: ({ spec }, { used }) =>
      spec.terraform.layout === 'root' || used.has('region') ? spec.cluster.region : undefined,
  },
  {
    name: 'account_id',
    description: 'Account of the cluster and its roles.',
    pattern: '^[0-9]{12}$',
    expected: 'the 12 digits of an account',
    value: ({ spec, elsewhere }, { used, usesProvider }) =>
      elsewhere !== undefined && (usesProvider || used.has('account_id'))
        ? spec.cluster.accountId
        : undefined,
  },
  {
    name: 'cluster_name',
    description: 'Name of the EKS cluster.',
    pattern: '^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$',
    expected: 'the name of an EKS cluster',
    value: ({ spec, oidcProvider }, { used, usesProvider, roles }) =>
      used.has('cluster_name') ||
      (usesProvider && oidcProvider?.issuer === undefined) ||
      roles.some((role) => usesPodIdentity(role.mechanism))
        ? spec.cluster.name
        : undefined,
  },
  {
    name: 'oidc_issuer',
    description: "URL of the cluster's OIDC issuer, as `aws eks describe-cluster` prints it.",
    pattern: '^https://[^/]+/id/[0-9A-Z]+$',
    expected: 'the issuer URL with https:// and /id/, without a trailing slash',
    value: ({ oidcProvider }, { usesProvider }) => (usesProvider ? oidcProvider?.issuer : undefined),
  },
  {
    name: 'permissions_boundary_arn',
    description: 'ARN of the policy that caps what the roles may do.',
    pattern: '^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$',
    expected: 'the ARN of an IAM policy',
    value: ({ spec }, { roles }) => (roles.length > 0 ? spec.identity.permissionsBoundaryArn : undefined),
  },
];

/** The variables that the module uses: what a second environment would set. */
export function buildVariables(model: AccessModel, uses: Uses): readonly Variable[] {
  const { terraform, tags } = model.spec;
  return [
    ...TEXT_VARIABLES.flatMap((variable) => {
      const value = variable.value(model, uses);
      return value === undefined ? [] : [textVariable(variable, value)];
    }),
    ...(uses.used.has('role_names') ? [roleNames(uses.keys)] : []),
    {
      name: 'tags',
      type: ref('map(string)'),
      description: 'Tags of every resource.',
      default: tags,
      validation: {
        condition: ref('alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:")])'),
        message: 'Tag keys must not begin with aws:, which AWS keeps for itself.',
      },
    },
    ...(terraform.layout === 'root' ? [OFFLINE] : []),
  ];
}

function roleNames(keys: readonly string[]): Variable {
  return {
    name: 'role_names',
    type: ref('map(string)'),
    description:
      'Names of roles, and of policies named as they are, by service account; empty: as irsa.yaml makes them for this cluster.',
    default: Object.fromEntries(keys.map((key) => [key, ''])),
  };
}

const OFFLINE: Variable = {
  name: 'offline',
  type: ref('bool'),
  description: 'Plan without an AWS account: for review only, never for apply.',
  default: false,
};

function textVariable({ name, description, pattern, expected }: TextVariable, value: string): Variable {
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
