import type { SpecInput } from '../../src/spec/schema.js';

type Pod = NonNullable<SpecInput['workloads'][number]['pod']>;

/** The same spec with nothing special in the texts that are free; equal texts stay equal, different ones different. */
export function harmlessTwin(spec: SpecInput): SpecInput {
  const names = new Map<string, string>();
  const tame = (text: string) => {
    if (!names.has(text)) names.set(text, `harmless${names.size}`);
    return names.get(text) as string;
  };
  const tameList = <T extends readonly string[] | undefined>(texts: T) => texts?.map(tame) as T;
  const tameMap = (texts: Readonly<Record<string, string>> | undefined) =>
    Object.fromEntries(Object.entries(texts ?? {}).map(([key, text]) => [key, tame(text)]));
  const tameEnv = (env: NonNullable<Pod['env']>) =>
    Object.fromEntries(
      Object.entries(env).map(([key, value]) => [key, typeof value === 'string' ? tame(value) : value]),
    );
  const twin = structuredClone(spec);
  if (twin.tags) twin.tags = tameMap(twin.tags);
  const config = twin.terraform?.backend?.config;
  for (const [key, value] of Object.entries(config ?? {})) {
    if (config && typeof value === 'string') config[key] = tame(value);
  }
  for (const group of twin.cluster.nodeGroups ?? []) {
    if (group.sshPublicKeyName !== undefined) group.sshPublicKeyName = tame(group.sshPublicKeyName);
  }
  for (const { pod, statements = [] } of twin.workloads) {
    for (const statement of statements) {
      const { conditions = {} } = statement;
      statement.resources = statement.resources.map((arn) =>
        arn.replace(/(?<=^arn:[^:]*:s3:::bucket\/).+$/s, (text) =>
          // What has variables is nothing that can be asked for.
          text.includes('${') ? `${tame(text)}\${aws:username}` : tame(text),
        ),
      );
      for (const keys of Object.values(conditions)) {
        for (const [key, values] of Object.entries(keys)) {
          keys[key] = Array.isArray(values) ? tameList(values) : tame(values as string);
        }
      }
    }
    if (pod === undefined) continue;
    if (pod.command) pod.command = tameList(pod.command);
    if (pod.args) pod.args = tameList(pod.args);
    if (pod.env) pod.env = tameEnv(pod.env);
    if (pod.annotations) pod.annotations = tameMap(pod.annotations);
    if (pod.serviceAnnotations) pod.serviceAnnotations = tameMap(pod.serviceAnnotations);
    if (pod.healthPath !== undefined) pod.healthPath = `/${tame(pod.healthPath)}`;
  }
  return twin;
}
