import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import { BUILT_IN_TEMPLATES, type RenderTemplate, type TemplateName } from '../../src/artifacts/templates.js';
import { loadModel } from '../../src/load-model.js';
import type { AccessModel } from '../../src/model/types.js';
import { lintTemplates } from '../../src/standard/templates/lint.js';
import { renderUnder } from '../../src/standard/templates/render.js';
import { TEMPLATE_FIELDS } from '../../src/standard/templates/shapes.js';
import { aModel } from '../support/a-model.js';
import { aStandard, withOwnTemplates } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const models: readonly (readonly [string, AccessModel])[] = readdirSync(`${root}/examples`).flatMap(
  (name) => {
    const file = `${root}/examples/${name}/irsa.yaml`;
    const text = existsSync(file) ? readFileSync(file, 'utf8') : 'standard: none';
    if (/^standard:/m.test(text)) return [];
    const loaded = loadModel(text, 'irsa.yaml');
    return loaded.ok ? [[name, loaded.value] as const] : [];
  },
);

/** What no example has. */
const RARE = aModel({
  cluster: { nodeGroups: [{ name: 'own', managed: false }] },
  terraform: { backend: { type: 'local' } },
});

const paths = readdirSync(`${root}/templates`, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.hbs'),
);

/** A standard whose templates are copies of all built-in ones. */
const copy = withOwnTemplates(
  aStandard(''),
  Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/templates/${path}`, 'utf8')])),
);

test('the built-in templates name nothing beyond what templates of a standard may name', () => {
  expect(lintTemplates(copy)).toEqual([]);
});

describe('copies of the built-in templates render the same bytes', () => {
  test.each(models)('%s', async (_name, model) => {
    expect(await renderUnder(copy, model)).toEqual(await render(model));
  });
});

test('every field that a template may name is there in some view', async () => {
  const seen = new Map<TemplateName, Set<string>>();
  const record: RenderTemplate = (name, view) => {
    seen.set(name, new Set([...(seen.get(name) ?? []), ...Object.keys(view)]));
    return '';
  };
  for (const model of [...models.map(([, model]) => model), RARE])
    await render(
      { ...model, spec: { ...model.spec, terraform: { ...model.spec.terraform, syntax: 'hcl' } } },
      undefined,
      record,
    );
  expect([...seen.keys()].sort()).toEqual(Object.keys(BUILT_IN_TEMPLATES).sort());
  for (const [name, keys] of seen) {
    const missing = Object.keys(TEMPLATE_FIELDS[name]).filter((field) => !keys.has(field));
    expect({ name, missing }).toEqual({ name, missing: [] });
  }
});
