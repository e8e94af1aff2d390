/** What a state is named after. */
interface StateOf {
  readonly cluster: { readonly accountId: string; readonly region: string; readonly name: string };
  readonly workload: { readonly namespace: string; readonly name: string };
}

/**
 * The key under which a spec's Terraform state is kept where nobody names one: another for every cluster, and on one cluster
 * for every spec, since a workload's name stands once in its namespace. It follows the first workload of the spec.
 */
export function stateKey({ cluster, workload }: StateOf): string {
  const { accountId, region, name } = cluster;
  return `${accountId}/${region}/${name}/${workload.namespace}/${workload.name}.tfstate`;
}

/** Whether a backend is one that asks for a key, and says where but not under which. */
export function lacksStateKey(backend: {
  readonly type: string;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
}): boolean {
  const { type, config = {} } = backend;
  return type === 's3' && config['bucket'] !== undefined && config['key'] === undefined;
}
