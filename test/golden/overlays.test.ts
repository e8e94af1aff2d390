import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { fieldOf, nodeAt, readKubernetes } from '../../src/readers/index.js';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const example = fileURLToPath(new URL('../../examples/internal-api', import.meta.url));
const makeFolder = tempFolders();
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** The example in a folder of its own, as its owner has it, and generated. */
async function checkout(): Promise<string> {
  const folder = makeFolder();
  cpSync(example, folder, { recursive: true });
  expect(await runCli(folder, ['generate'])).toMatchObject({ code: 0 });
  return folder;
}

function filesBelow(root: string, ...folders: readonly string[]) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return {
          path: relative(root, path).replaceAll(sep, '/'),
          content: readFileSync(path, 'utf8'),
        };
      }),
  );
}

test('an overlay lays over the manifests what no field says', async () => {
  const { pods, kubernetesObjects } = readKubernetes(
    filesBelow(await checkout(), 'generated/kubernetes', 'overlays'),
  );
  const kinds = kubernetesObjects.map(({ kind }) => kind);
  expect(kinds).toContain('HorizontalPodAutoscaler');
  const [pod, ...others] = pods;
  expect(others).toEqual([]);
  expect(pod).toMatchObject({ scope: 'overlays/production', serviceAccountName: { value: 'orders-api' } });
  expect(fieldOf(pod?.spec, 'priorityClassName')).toMatchObject({ value: 'business' });
  expect(nodeAt(pod?.node, ['spec', 'replicas'])).toBeUndefined();
});

test('an overlay outlives a change of the spec, which reaches what it makes', async () => {
  const folder = await checkout();
  const before = filesBelow(folder, 'overlays');
  const spec = join(folder, 'irsa.yaml');
  writeFileSync(spec, readFileSync(spec, 'utf8').replace('orders-api:2.3.1', 'orders-api:2.4.0'));
  expect(await runCli(folder, ['generate'])).toMatchObject({ code: 0 });
  expect(filesBelow(folder, 'overlays')).toEqual(before);
  const { pods } = readKubernetes(filesBelow(folder, 'generated/kubernetes', 'overlays'));
  expect(pods[0]?.containers[0]?.image).toMatchObject({ value: 'registry.example/orders-api:2.4.0' });
});

(hasKubectl ? test : test.skip)('kubectl builds the overlay', async () => {
  const folder = await checkout();
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', 'overlays/production'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  expect(deployment.spec).not.toHaveProperty('replicas');
  expect(deployment.spec.template.spec).toMatchObject({
    priorityClassName: 'business',
    serviceAccountName: 'orders-api',
  });
  const [limits] = deployment.spec.template.spec.containers[0].envFrom;
  const made = objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
  expect(made).toContain(limits.configMapRef.name);
});
