import { expect } from '@jest/globals';
import { stringify } from 'yaml';
import { render } from '../../src/artifacts/index.js';
import { permissionsDocument } from '../../src/iam/policy.js';
import { loadModel } from '../../src/load-model.js';
import type { AccessModel } from '../../src/model/types.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { hclLiteral } from './literals.js';
import { clusterConfig, expectedClusterConfig } from './read-eksctl.js';
import { expectedKubernetesFacts, kubernetesFacts } from './read-kubernetes.js';
import { expectedTerraformFacts, terraformFacts } from './read-terraform.js';

/** The model of a spec that must hold, read from YAML or from the JSON that is YAML as well. */
export function modelOf(spec: SpecInput, syntax: 'yaml' | 'json'): AccessModel {
  const text =
    syntax === 'json'
      ? JSON.stringify(spec)
      : stringify(spec, { lineWidth: 0, aliasDuplicateObjects: false });
  const loaded = loadModel(text, 'irsa.yaml');
  if (loaded.ok) return loaded.value;
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  throw new Error(
    `a spec was refused: ${errors.map(({ path, message, help }) => `${path}: ${message} (${help})`).join('; ')}\n${text}`,
  );
}

/** What a model renders to: path to text. */
export async function filesOf(model: AccessModel): Promise<ReadonlyMap<string, string>> {
  const files = await render(model);
  const byPath = new Map(files.map(({ path, content }) => [path, content]));
  expect(byPath.size).toBe(files.length);
  return byPath;
}

/** Reads every output back and compares what it says with the model. */
export async function expectAgreement(model: AccessModel, files: ReadonlyMap<string, string>): Promise<void> {
  // One expectation for all of them: jest makes an error, with its stack, for each.
  expect([...files].filter(([path, text]) => !isPath(path) || !isText(text))).toEqual([]);
  expect(kubernetesFacts(files)).toEqual(expectedKubernetesFacts(model));
  expect(clusterConfig(files)).toEqual(expectedClusterConfig(model));
  for (const folder of terraformFolders(model)) {
    expect(await terraformFacts(model, files, folder)).toEqual(expectedTerraformFacts(model));
    expect(settingsOf(files, folder)).toEqual({
      tags: model.spec.tags,
      backend: model.spec.terraform.backend,
    });
  }
  expectRunbook(model, files.get('README.md') ?? '');
  for (const { name, policy } of model.roles) {
    const text = files.get(`policies/${name}.permissions.json`);
    expect(text && JSON.parse(text)).toEqual(policy && permissionsDocument(policy.statements));
  }
}

const isPath = (path: string) => /^(?!.*\.\.)[\w.@+=,-]+(?:\/[\w.@+=,-]+)*$/.test(path);

const isText = (text: string) => /[^\n]\n$/.test(text) && !text.includes('\r');

function terraformFolders({ spec, roles, oidcProvider }: AccessModel): readonly string[] {
  if (roles.every(({ owner }) => owner !== 'terraform') && oidcProvider?.owner !== 'terraform') return [];
  const { syntax } = spec.terraform;
  return [...(syntax === 'json' ? [] : ['terraform']), ...(syntax === 'hcl' ? [] : ['terraform-json'])];
}

/** Tags and backend as one of the folders has them. */
function settingsOf(files: ReadonlyMap<string, string>, folder: string) {
  const backendOf = (found: unknown) => {
    const [type, config] = Object.entries(found ?? {})[0] ?? [];
    return type === undefined ? undefined : { type, config };
  };
  if (folder === 'terraform-json') {
    const { variable, terraform } = JSON.parse(files.get('terraform-json/main.tf.json') ?? '');
    return { tags: variable.tags.default, backend: backendOf(terraform.backend) };
  }
  const versions = files.get('terraform/versions.tf') ?? '';
  const type = /^ {2}backend "(\w+)"/m.exec(versions)?.[1];
  return {
    tags: hclLiteral(files.get('terraform/variables.tf') ?? '', 'variable', 'tags', 'default'),
    backend:
      type === undefined ? undefined : { type, config: hclLiteral(versions, 'terraform', 'backend', type) },
  };
}

/** Every step once and in order, every fence closed, every role and service account named. */
function expectRunbook(model: AccessModel, text: string): void {
  const steps = [...text.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
  expect(steps).toEqual(steps.map((_, index) => index + 1));
  const fences = text.split('\n').filter((line) => line.startsWith('```'));
  expect(fences.filter((fence, index) => (fence === '```') !== (index % 2 === 1))).toEqual([]);
  expect(fences.length % 2).toBe(0);
  expect(model.roles.filter(({ name }) => !text.includes(`\`${name}\``))).toEqual([]);
}
