import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { buildWorld, explain } from '../../src/explain/index.js';
import { readFiles, scan } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';

const REPORTS = fileURLToPath(new URL('../fixtures/cases/reports', import.meta.url));

/** Case → the rules that name its cause, one of which must fire as an error or a warning. */
const CAUSES: Readonly<Record<string, string>> = {
  '01': 'IRSA047',
  '04': 'IRSA053',
  '05': 'IRSA020|IRSA054',
  '07': 'IRSA054',
  '08': 'IRSA125',
  '09': 'IRSA051',
  '10': 'IRSA051',
  '11': 'IRSA018',
  '12': 'IRSA121',
  '13': 'IRSA121',
  '14': 'IRSA121',
  '15': 'IRSA060',
  '17': 'IRSA111',
  '18': 'IRSA123',
  '19': 'IRSA221',
  '20': 'IRSA221',
  '21': 'IRSA101',
  '23': 'IRSA101',
  '25': 'IRSA121',
  '26': 'IRSA117',
  '27': 'IRSA117',
  '29': 'IRSA137',
  '31': 'IRSA012|IRSA013',
  '32': 'IRSA134',
  '34': 'IRSA227',
  '35': 'IRSA184',
  '37': 'IRSA057',
  '38': 'IRSA042',
  '39': 'IRSA229',
  '41': 'IRSA203',
  '44': 'IRSA231',
  '46': 'IRSA014',
  '47': 'IRSA131',
  '52': 'IRSA222',
  '57': 'IRSA219',
  '58': 'IRSA215|IRSA220',
  '60': 'IRSA153',
  '61': 'IRSA115',
  '62': 'IRSA197',
  '63': 'IRSA112',
  '66': 'IRSA217',
  '67': 'IRSA079',
  '71': 'IRSA226',
  '73': 'IRSA121',
  '75': 'IRSA081',
  '76': 'IRSA052|IRSA057',
  '78': 'IRSA059',
  '79': 'IRSA122',
  '80': 'IRSA161',
  '82': 'IRSA225',
  '86': 'IRSA121',
  '87': 'IRSA121',
  '88': 'IRSA124',
  '89': 'IRSA116',
  '91': 'IRSA197',
};

/** Nothing wrong that files show: Kubernetes takes it, another tool says it first, or both twins are the same. */
const SILENT = ['24', '33', '50', '69', '70', '90'];

/**
 * AWS allows it as well: the object may be read though not listed (41), by the service account that a pod has yet to name (75),
 * by a token that has an audience (78), and by the first of two associations (89).
 */
const ALLOWED = ['41', '75', '78', '89', ...SILENT];

const cases = readdirSync(REPORTS).filter((name) => /^\d\d-/.test(name));

async function judged(name: string) {
  const { files } = await scan(['.'], { base: `${REPORTS}/${name}` });
  const { findings } = await lintFiles(files);
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, message }) => `${code} ${message}`);
}

async function answer(name: string): Promise<string> {
  const { files } = await scan(['.'], { base: `${REPORTS}/${name}` });
  const question = {
    namespace: 'shop',
    serviceAccount: 'media-api',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::acme-media/a.jpg',
  };
  return explain(buildWorld(await readFiles(files), {}), question).decision;
}

describe.each(cases)('the report %s', (name) => {
  const id = name.slice(0, 2);

  test('is named where it is, and nothing else is where it is mended', async () => {
    const [bad, good] = [await judged(`${name}/bad`), await judged(`${name}/good`)];
    expect(good).toEqual([]);
    if (SILENT.includes(id)) return;
    expect(bad.join('\n')).toMatch(new RegExp(`^(?:${CAUSES[id] ?? 'IRSA'})`, 'm'));
  });

  test('is not explained away', async () => {
    const allowed = (await answer(`${name}/bad`)) === 'allowed';
    if (!ALLOWED.includes(id)) expect(allowed).toBe(false);
  });
});

test('every case has its row', () => {
  const rows = [...Object.keys(CAUSES), ...SILENT];
  expect(rows.sort()).toEqual(cases.map((name) => name.slice(0, 2)).sort());
});
