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

describe('terraform-modules', () => {
  test('what a module leaves out by optional() is not there', async () => {
    expect((await judge('mod-dyn-called')).found).toEqual([]);
  });

  test("a module's empty default is no fact", async () => {
    expect(await judge('mod-defaults')).toEqual({
      found: [],
      notChecked: ['variable "service_accounts" may be given by whoever calls the module'],
    });
  });

  test.each([
    ['doc-to-module', ['main.tf:3 IRSA027', 'main.tf:4 IRSA016']],
    ['unused-doc', ['main.tf:4 IRSA016']],
  ])('a document that nothing known takes is judged: %s', async (name, want) => {
    expect((await judge(name)).found).toEqual(want);
  });

  test('the policy of a bucket is judged', async () => {
    expect((await judge('doc-bucket')).found).toEqual(
      expect.arrayContaining(['main.tf:7 IRSA027', 'main.tf:8 IRSA016']),
    );
  });

  test('a service account that the role of a module does not trust', async () => {
    expect((await judge('module-data-subject')).found).toEqual(['main.tf:8 IRSA121']);
  });
});
