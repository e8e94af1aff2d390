import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { scan } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';

const FOLDER = 'test/fixtures/cases/terraform-modules';

/** Errors and warnings of a case as `file:line code`, and what was not checked. */
async function judge(name: string) {
  const { files } = await scan([`${FOLDER}/${name}`]);
  const { findings, notChecked } = await lintFiles(files);
  const hard = findings.filter(({ severity }) => severity !== 'info');
  return {
    found: hard.map(
      ({ code, place }) => `${place.file.slice(`${FOLDER}/${name}/`.length)}:${place.line} ${code}`,
    ),
    notChecked: notChecked.map(({ reason }) => reason),
  };
}

/** What is found, and what is said not to be checked. */
const CASES: readonly (readonly [
  why: string,
  name: string,
  found: readonly string[],
  open?: readonly string[],
])[] = [
  ['what a module leaves out by optional() is not there', 'mod-dyn-called', []],
  [
    "a module's empty default is no fact",
    'mod-defaults',
    [],
    ['variable "service_accounts" may be given by whoever calls the module'],
  ],
  [
    'a document that an unknown module takes is judged',
    'doc-to-module',
    ['main.tf:3 IRSA027', 'main.tf:4 IRSA016'],
  ],
  ['a document that nothing takes is judged', 'unused-doc', ['main.tf:4 IRSA016']],
  ['the policy of a bucket is judged', 'doc-bucket', ['main.tf:7 IRSA027', 'main.tf:8 IRSA016']],
  [
    'a service account that the role of a module does not trust',
    'module-data-subject',
    ['main.tf:8 IRSA121'],
  ],
];

describe('terraform-modules', () => {
  test.each(CASES)('%s: %s', async (_, name, found, open = []) => {
    const judged = await judge(name);
    expect(judged.found).toEqual(found);
    expect(judged.notChecked).toEqual(expect.arrayContaining([...open]));
  });

  test('each of the folder has its answer', () => {
    expect(CASES.map(([, name]) => name).sort()).toEqual(readdirSync(FOLDER).sort());
  });
});
