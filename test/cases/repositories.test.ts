import { describe, expect, test } from '@jest/globals';
import { scan } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';

const FOLDER = 'test/fixtures/cases/repositories';

/** The findings of a case as `file:line code`. */
async function judge(name: string): Promise<readonly string[]> {
  const { files } = await scan([`${FOLDER}/${name}`]);
  const { findings } = await lintFiles(files);
  return findings.map(
    ({ code, place }) => `${place.file.slice(`${FOLDER}/${name}/`.length)}:${place.line} ${code}`,
  );
}

describe('findings that were false', () => {
  test.each([
    ['fp01-optional-null', /IRSA007|IRSA144|IRSA011/],
    ['fp07-templatefile-yaml', /syntax/],
    ['fp10-policy-size', /IRSA137/],
  ])('%s', async (name, rules) => {
    expect((await judge(name)).filter((found) => rules.test(found))).toEqual([]);
  });
});

describe('what was found by nobody', () => {
  test.each([
    ['fn05-helm-release', ['main.tf:5 IRSA066', 'main.tf:5 IRSA121']],
    ['fn07-tfvars', ['prod.tfvars:1 read/variables-not-used']],
    ['fn13-kubectl-manifest', ['main.tf:9 IRSA070', 'main.tf:16 IRSA070']],
    ['fn14-blueprints-addon', ['main.tf:1 IRSA054', 'main.tf:7 IRSA142', 'main.tf:10 IRSA057']],
  ])('%s', async (name, want) => {
    expect([...new Set(await judge(name))]).toEqual(expect.arrayContaining(want));
  });

  test('fn11-module-input: faults in what is handed to public modules', async () => {
    expect(await judge('fn11-module-input')).toEqual(
      expect.arrayContaining([
        'main.tf:1 IRSA050',
        'main.tf:5 IRSA142',
        'main.tf:8 IRSA057',
        'main.tf:13 IRSA047',
        'main.tf:19 IRSA020',
        'main.tf:24 IRSA045',
        'main.tf:29 IRSA050',
      ]),
    );
  });
});

test('a subject behind modules that refer to each other by two outputs is found', async () => {
  expect(await judge('un01-false-cycle')).toContain('main.tf:7 IRSA050');
});
