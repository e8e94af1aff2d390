import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { render } from '../../src/artifacts/index.js';
import { loadSpec } from '../../src/cli/load-spec.js';
import { groupBy } from '../../src/collections.js';
import {
  buildWorld,
  type Explanation,
  explain,
  type Given,
  type LinkKind,
  type World,
  worldOfSpec,
} from '../../src/explain/index.js';
import type { AccessModel } from '../../src/model/types.js';
import { loadManagedPolicies, readFiles, scan, type TextFile } from '../../src/readers/index.js';
import { aModel, RUNNING, type WorkloadParts } from '../support/a-model.js';
import type { SampleGrant } from '../support/every-grant.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Example {
  readonly model: AccessModel;
  readonly world: World;
}

/** An example as its spec has it. */
export async function specExample(name: string): Promise<Example> {
  const path = `${root}/examples/${name}/irsa.yaml`;
  const loaded = await loadSpec(
    { name: `examples/${name}/irsa.yaml`, path, text: readFileSync(path, 'utf8') },
    root,
  );
  if (!loaded.ok) throw new Error(`the example ${name} is not valid`);
  const { model, render } = loaded.value;
  return {
    model,
    world: await worldOfSpec(model, await render(), {}, { managedPolicies: loadManagedPolicies }),
  };
}

/** An example as its generated files have it. */
export async function folderWorld(name: string, given: Given = {}): Promise<World> {
  const { files } = await scan([name], { base: `${root}/generated` });
  return buildWorld(await readFiles(files), given, { managedPolicies: loadManagedPolicies });
}

/** What a spec that gives grants to some service accounts, in turn, renders to, read back. */
export async function grantedWorld(grants: readonly SampleGrant[], accounts = 3): Promise<World> {
  const workloads = Array.from({ length: accounts }, (_, index): WorkloadParts => {
    const own = grants.filter((_, at) => at % accounts === index);
    const byKind = groupBy(own, ({ kind }) => kind.field);
    const fields = [...byKind].map(([field, some]) => [field, some.map(({ entry }) => entry)]);
    return { buckets: [], ...Object.fromEntries(fields) };
  });
  const model = aModel({ cluster: RUNNING, workloads });
  return worldOfSpec(model, await render(model, ['eksctl', 'terraform', 'kubernetes']));
}

/** Files as people write them. */
export async function worldOf(
  files: readonly TextFile[],
  given: Given = {},
  options: { readonly strict?: boolean } = {},
): Promise<World> {
  return buildWorld(await readFiles(files, { given }), given, {
    managedPolicies: loadManagedPolicies,
    ...options,
  });
}

/** A file with YAML documents. */
export function yaml(path: string, ...documents: readonly object[]): TextFile {
  return { path, content: documents.map((document) => stringify(document)).join('---\n') };
}

/** The link of a kind, as `status: reason`. */
export function link(explanation: Explanation, kind: LinkKind): string | undefined {
  const found = explanation.links.find((item) => item.kind === kind);
  return found === undefined ? undefined : `${found.status}: ${found.reason}`;
}

/** May `default/sa-app` get an object? */
export const ask = (world: World, more: object = {}): Explanation =>
  explain(world, {
    ...{
      namespace: 'default',
      serviceAccount: 'sa-app',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::photos/a',
    },
    ...more,
  });
