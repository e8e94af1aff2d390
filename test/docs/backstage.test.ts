import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();
const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

const [template = '', skeleton = '', workflow = ''] = [
  ...read('docs/backstage.md').matchAll(/^```yaml\n([\s\S]*?)^```$/gm),
].map(([, text = '']) => text);

/** As Backstage publishes them. */
const { schemas } = JSON.parse(read('test/fixtures/backstage-template-v1beta3.json'));

describe('the template of the page for Backstage', () => {
  const { spec, ...rest } = parse(template);

  test('is one by the schemas of Backstage, which refuse what is none', () => {
    const ajv = new Ajv({ strict: false, schemas });
    const validate = (value: unknown) => ajv.validate('TemplateV1beta3', value);
    expect({ valid: validate({ ...rest, spec }), errors: ajv.errors }).toEqual({ valid: true, errors: null });
    expect(validate({ ...rest, spec: { ...spec, steps: [{ id: 'x' }] } })).toBe(false);
  });

  test('asks for whatever it uses, and gives the skeleton whatever that names', () => {
    const asked = spec.parameters.flatMap((page: { properties: object }) => Object.keys(page.properties));
    const used = [...template.matchAll(/\$\{\{ parameters\.(\w+) \}\}/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual([...asked].sort());
    const given = Object.keys(spec.steps[0].input.values);
    expect(given).toEqual(expect.arrayContaining(valuesIn(skeleton)));
    const outputs = [...template.matchAll(/steps\.(\w+)\.output/g)].map(([, id]) => id);
    expect(spec.steps.map(({ id }: { readonly id: string }) => id)).toEqual(expect.arrayContaining(outputs));
  });
});

const valuesIn = (text: string) =>
  [...text.matchAll(/\$\{\{ values\.(\w+) \| dump \}\}/g)].map(([, name]) => name);

test('a skeleton that is filled in goes through the commands of its workflow', async () => {
  const answers: Readonly<Record<string, string>> = {
    name: 'web',
    namespace: 'shop',
    cluster: 'demo-k8s',
    bucket: 'acme-photos',
    access: 'read',
    image: 'registry.example/web:1.0"\naccess: full',
  };
  const filledIn = (given: Readonly<Record<string, string>>) =>
    skeleton.replace(/\$\{\{ values\.(\w+) \| dump \}\}/g, (_, name: string) => JSON.stringify(given[name]));
  const steps: readonly { readonly run?: string }[] = parse(workflow).jobs.render.steps;
  const commands = steps.flatMap(({ run = '' }) => /^npx --yes irsa-forge@\S+ (.+)$/.exec(run)?.[1] ?? []);
  expect(commands).toEqual(['validate', 'generate']);
  const run = async (given: Readonly<Record<string, string>>) => {
    const cwd = folder({ 'irsa.yaml': filledIn(given) });
    const codes: (number | null)[] = [];
    for (const command of commands) codes.push((await runCli(cwd, command.split(' '))).code);
    return codes;
  };
  expect(await run({ ...answers, image: 'registry.example/web:1.0' })).toEqual([0, 0]);
  expect(await run(answers)).toEqual([2, 2]);
});
