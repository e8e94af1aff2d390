import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import { BUILT_IN_TEMPLATES, PARTIAL_NAMES, type RenderTemplate } from '../../src/artifacts/templates.js';
import { templateHelpers } from '../../src/emit/helpers.js';
import { lintTemplate, type TemplateShape } from '../../src/emit/template-lint.js';
import { loadModel } from '../../src/load-model.js';
import type { AccessModel } from '../../src/model/types.js';
import { aModel } from '../support/a-model.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PARTIAL_FILE = 'kubernetes/partials/pod-spec.yaml';
const PARTIAL_USERS = ['pod', 'deployment', 'stateful-set', 'daemon-set', 'job', 'cron-job'].map(
  (kind) => `kubernetes/${kind}.yaml`,
);

/** What no example has: nodes that EKS does not manage, managed policies by Terraform, patterns with Pod Identity, very many service accounts. */
const CROWD = aModel({
  cluster: { nodeGroups: [{ name: 'own', managed: false }] },
  workloads: [
    { policyArns: ['arn:aws:iam::aws:policy/P'] },
    { identity: { roleOwner: 'existing' }, roleArn: 'arn:aws:iam::111122223333:role/r' },
    { serviceAccount: 'job-*', identity: { mechanism: 'pod-identity' } },
    ...Array.from({ length: 10 }, () => ({})),
  ],
});

/** What the models give to each template. */
async function viewsOf(models: readonly AccessModel[]): Promise<ReadonlyMap<string, readonly object[]>> {
  const views = new Map<string, object[]>();
  const record: RenderTemplate = (name, view) => {
    views.set(name, [...(views.get(name) ?? []), view]);
    return '';
  };
  for (const model of models)
    await render(
      { ...model, spec: { ...model.spec, terraform: { ...model.spec.terraform, syntax: 'hcl' } } },
      undefined,
      record,
    );
  return views;
}

function modelOf(example: string): AccessModel {
  const loaded = loadModel(readFileSync(`${root}/examples/${example}/irsa.yaml`, 'utf8'), 'irsa.yaml');
  if (loaded.ok) return loaded.value;
  throw new Error(JSON.stringify(loaded.diagnostics));
}

/** The names that some view has, all the way down. */
function shapeOf(values: readonly unknown[]): TemplateShape {
  const lists = values.filter((value) => Array.isArray(value));
  if (lists.length > 0) return [shapeOf(lists.flat())];
  const maps = values.filter((value) => typeof value === 'object' && value !== null);
  if (maps.length === 0) return values.some((value) => value !== undefined) ? 'text' : 'any';
  const keys = [...new Set(maps.flatMap((map) => Object.keys(map)))];
  return Object.fromEntries(
    keys.map((key) => [key, shapeOf(maps.map((map) => (map as Record<string, unknown>)[key]))]),
  );
}

/** Those of standards are tried out with the standards. */
const examples = readdirSync(`${root}/examples`).filter(
  (name) => existsSync(`${root}/examples/${name}/irsa.yaml`) && !name.startsWith('acme-'),
);
const views = await viewsOf([...examples.map(modelOf), CROWD]);
const helpers = Object.keys(templateHelpers);
const sourceOf = (path: string) => readFileSync(`${root}/templates/${path}.hbs`, 'utf8');

describe('a built-in template puts out values through encoders alone, and names what its view has', () => {
  test.each(Object.keys(BUILT_IN_TEMPLATES))('%s', (name) => {
    const seen = views.get(name);
    if (seen === undefined) throw new Error('nothing here uses this template');
    expect(lintTemplate(sourceOf(name), { helpers, partials: PARTIAL_NAMES, fields: shapeOf(seen) })).toEqual(
      [],
    );
  });

  test(PARTIAL_FILE, () => {
    const fields = shapeOf(PARTIAL_USERS.flatMap((name) => views.get(name) ?? []));
    expect(lintTemplate(sourceOf(PARTIAL_FILE), { helpers, partials: PARTIAL_NAMES, fields })).toEqual([]);
  });
});
