import type { Spec } from '../spec/types.js';

/** The arguments of a backend that together name one state, its own name last; all of them must be given in the spec to tell. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  s3: ['bucket', 'key'],
  gcs: ['bucket', 'prefix'],
  azurerm: ['storage_account_name', 'container_name', 'key'],
  consul: ['path'],
  kubernetes: ['secret_suffix'],
  pg: ['schema_name'],
};

/** The argument by which a backend of a type tells the states in one place apart; undefined where none is known. */
export function stateNameOf(type: string): string | undefined {
  return NAMES[type]?.at(-1);
}

/**
 * Which object holds the state of a spec's Terraform, as text to compare and to show; undefined where the spec alone does not tell
 * (`terraform init -backend-config` gives the rest) or each folder has its own.
 * Source: developer.hashicorp.com/terraform/language/backend/s3 and its neighbours.
 */
export function stateObject({ terraform: { backend } }: Pick<Spec, 'terraform'>): string | undefined {
  const names = NAMES[backend?.type ?? ''];
  if (backend === undefined || names === undefined) return undefined;
  const values = names.map((name) => backend.config[name]);
  if (values.some((value) => value === undefined)) return undefined;
  return `${backend.type} ${values.join('/')}`;
}
