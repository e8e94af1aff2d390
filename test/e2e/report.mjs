/**
 * Reports in a real browser: what the page says against what the commands print, its keys, its looks, its silence towards the network.
 * Needs Chromium (`CHROMIUM`, or one on the PATH). Build first (`npm run build`); with `--screenshots DIR` it leaves pictures there.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'bin/irsa-forge.js');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.argv[2] === '--screenshots' ? resolve(process.argv[3] ?? '') : undefined;
if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'irsa-report-'));
const tally = { passed: 0, failed: 0 };

const WIDE = { viewport: { width: 1440, height: 900 } };
const LOOKS = {
  light: WIDE,
  dark: { ...WIDE, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 } },
};
const HOSTILE = '"</script><img src=x onerror=alert(1)>\\u202e\\u200b😀"';

/** A system of so many service accounts: a bucket each, one that some share, and a queue for others. */
function systemOf(count) {
  const workloads = Array.from({ length: count }, (_, index) => {
    const shared = index % 2 === 0 ? `\n      - { name: acme-shared-${index % 30}, access: get }` : '';
    const queue = index % 3 === 0 ? `\n    queues: [{ name: jobs-${index}, access: [send, receive] }]` : '';
    return `  - name: app-${index}
    namespace: team-${index % Math.max(3, count / 20)}
    serviceAccount: app-${index}
    buckets:
      - { name: acme-app-${index}, access: ${['get', 'read', 'read-write', 'full'][index % 4]} }${shared}${queue}
    pod: { kind: Deployment, image: "registry.example/app:1" }`;
  });
  return `version: 1
cluster:
  name: big
  region: eu-west-1
  accountId: '111122223333'
  provision: false
  oidcIssuer: https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
workloads:
${workloads.join('\n')}
`;
}

/** Manifests and Terraform in which every free text is an attack. */
const ATTACK = `apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: ${HOSTILE}, annotations: { eks.amazonaws.com/role-arn: ${HOSTILE} } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${HOSTILE}, namespace: ${HOSTILE} }
spec: { template: { spec: { serviceAccountName: web, containers: [{ name: a, image: ${HOSTILE} }] } } }
`;

function forge(...args) {
  return execFileSync(process.execPath, [program, ...args], {
    cwd: work,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The answer, whatever its exit code says. */
function explained(...args) {
  try {
    return JSON.parse(forge('explain', ...args, '--format', 'json'));
  } catch (error) {
    return JSON.parse(error.stdout);
  }
}

function reportOf(name, ...args) {
  forge('report', ...args, '-o', `${name}.html`);
  return join(work, `${name}.html`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
  args: ['--no-sandbox'],
});
try {
  const example = join(root, 'examples/order-service/irsa.yaml');
  const small = reportOf('small', '-f', example);
  await everyLook('small', small);
  await sameAsCommands(small, ['-f', example]);
  await byKeyboard(small);
  await withoutScript(small);
  writeFileSync(join(work, 'attack.yaml'), ATTACK);
  await attack(reportOf('attack', 'attack.yaml'));
  writeFileSync(join(work, 'nothing.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n');
  await open(reportOf('nothing', 'nothing.yaml'), WIDE, async (page) => {
    same(
      'of nothing: it says why',
      await page.locator('.empty').textContent(),
      'Nothing to show: no file has a service account, and no role trusts one by name',
    );
  });
  writeFileSync(join(work, 'big.yaml'), systemOf(200));
  const big = reportOf('big', '-f', 'big.yaml');
  same('200 service accounts: at most 1 MB', readFileSync(big).length < 1_000_000, true);
  await everyLook('200', big);
  await filtered(big);
} catch (error) {
  count('the run', false, () => error);
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;

/** Opens a page, and holds that it says nothing to the console and asks nobody for anything. */
async function open(file, options, use) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => said.push(dialog.message()));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) said.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  await use(page);
  await context.close();
  same('nothing in the console, nothing asked of anybody', said, []);
}

/** Each part in each look, by the rules for accessibility and to be looked at. */
async function everyLook(name, file) {
  for (const [look, options] of Object.entries(LOOKS)) {
    // The page's own policy lets nobody in: axe is let in past it.
    await open(file, { ...options, bypassCSP: true }, async (page) => {
      await page.evaluate(axe);
      for (const part of ['access', 'picture', 'findings', 'open']) {
        await page.click(`#tab-${part}`);
        await picture(page, `${name}-${look}-${part}`);
        same(`${name}, ${look}, ${part}: no violation of accessibility`, await violations(page), []);
      }
      await page.click('#tab-access');
      await page.locator('.list .row:not(.group) .chip').first().click();
      await picture(page, `${name}-${look}-detail`);
      same(`${name}, ${look}, a pair: no violation of accessibility`, await violations(page), []);
    });
  }
}

async function violations(page) {
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}

async function picture(page, name) {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Each pair that the table has is in the list, with the same words; each answer has the same links. */
async function sameAsCommands(file, source) {
  const { rows } = explained(...source, '--matrix');
  const telling = rows.filter(({ access }) =>
    Object.values(access).some((standing) => standing !== 'not granted'),
  );
  await open(file, { viewport: { width: 1440, height: 3000 } }, async (page) => {
    const shown = await page
      .locator('.list .row')
      .evaluateAll((all) =>
        all.map((row) => [
          row.querySelector('bdi').textContent,
          row.querySelectorAll('bdi')[1].textContent,
          Object.fromEntries(
            [...row.querySelectorAll('.chip')].map((chip) => [chip.dataset.word, chip.title.split(': ')[1]]),
          ),
        ]),
      );
    const wanted = telling.map(({ namespace, serviceAccount, resource, access }) => [
      `${namespace}/${serviceAccount}`,
      resource,
      access,
    ]);
    const sorted = (list) =>
      list.map((each) => JSON.stringify([each[0], each[1], Object.entries(each[2]).sort()])).sort();
    same('every cell is the one that explain --matrix prints', sorted(shown), sorted(wanted));
    for (const [index, [account, thing]] of shown.entries()) {
      await page.locator('.list .row').nth(index).click();
      const words = await page.locator('.detail-words button').count();
      const wrong = [];
      for (let word = 0; word < words; word += 1) {
        await page.locator('.detail-words button').nth(word).click();
        const actions = await page.locator('.detail-actions button').count();
        for (let action = 0; action < actions; action += 1) {
          await page.locator('.detail-actions button').nth(action).click();
          const [, decision, asked, resource, more] =
            /^(\S+): (\S+) on (.*?)(?: \((.*)\))?$/.exec(await page.locator('.decision').textContent()) ?? [];
          const context = (more ?? '').split(', ').filter((each) => each.includes('='));
          const answer = explained(
            ...source,
            '--service-account',
            account,
            '--action',
            asked,
            '--resource',
            resource,
            ...context.flatMap((each) => ['--context', each]),
          );
          const links = await page
            .locator('.chain > li')
            .evaluateAll((all) => all.map((item) => [item.className, item.querySelector('bdi').textContent]));
          const told = answer.links.map(({ status, reason }) => [status, reason]);
          if (decision !== answer.decision || !isDeepStrictEqual(links, told))
            wrong.push({ asked, links, told });
        }
      }
      same(`every link of ${account} and ${thing} is the one that explain prints`, wrong, []);
    }
  });
}

async function byKeyboard(file) {
  await open(file, WIDE, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('queue orders-dead');
    same('/ leads to the filter', await page.locator('.bar output').first().textContent(), '1 of 20 pairs');
    await page.locator('.list').focus();
    await page.keyboard.press('Enter');
    same(
      'Enter opens a pair, and its heading has the focus',
      await page.evaluate(() => document.activeElement?.id),
      'detail-title',
    );
    await page.keyboard.press('Escape');
    same(
      'Escape closes it, and the list has the focus again',
      await page.evaluate(() => document.activeElement?.className),
      'list',
    );
    await page.locator('input[type=search]').fill('');
    await page.locator('.list').focus();
    await page.keyboard.press('End');
    same('End leads to the last row', await page.locator('.row.active').getAttribute('aria-rowindex'), '20');
    await page.locator('#tab-access').focus();
    await page.keyboard.press('ArrowRight');
    same(
      'arrows go through the tabs',
      await page.locator('[role=tab][aria-selected=true]').textContent(),
      'Picture',
    );
    await page.locator('.node').first().focus();
    await page.keyboard.press('Enter');
    same(
      'Enter looks at a node alone',
      (await page.locator('#picture output').textContent()).startsWith('Only '),
      true,
    );
  });
}

async function withoutScript(file) {
  await open(file, { ...WIDE, javaScriptEnabled: false }, async (page) => {
    const rows = await page.locator('.pairs tbody tr').count();
    same('without script: the whole table', rows, 20);
    same(
      'without script: picture, findings and the rest are there',
      [
        await page.locator('#picture svg').isVisible(),
        await page.locator('#findings').isVisible(),
        await page.locator('#open').isVisible(),
      ],
      [true, true, true],
    );
  });
}

async function attack(file) {
  await open(file, WIDE, async (page) => {
    same('an attack: no picture of its own', await page.locator('img').count(), 0);
    const text = await page.locator('body').textContent();
    same('an attack: what nobody sees is shown', text.includes('\\u202e'), true);
  });
}

async function filtered(file) {
  await open(file, WIDE, async (page) => {
    await page.locator('select').first().selectOption('namespace');
    same(
      '200: grouped by namespace',
      await page.locator('.row.group').first().textContent(),
      '▾ team-0 (47)',
    );
    const took = await page.evaluate(async () => {
      const field = document.querySelector('input[type=search]');
      const start = performance.now();
      field.value = 'app-19';
      field.dispatchEvent(new Event('input'));
      await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - start;
    });
    console.log(`     filtered in ${Math.round(took)} ms`);
    const found = await page.locator('.bar output').first().textContent();
    same('200: filtered', /^\d+ of \d+ pairs$/.test(found) && !found.startsWith('0 '), true);
    await page.locator('select').nth(3).selectOption('grid');
    same('200: a grid of what is left', (await page.locator('.grid-box td button').count()) > 0, true);
    await page.click('#tab-picture');
    same('200: namespaces as cards', await page.locator('[data-namespace]').count(), 10);
    await page.locator('[data-namespace]').first().click();
    same('200: a card opens its namespace', (await page.locator('#drawing svg .node').count()) > 40, true);
  });
}

function same(title, found, wanted) {
  count(title, isDeepStrictEqual(found, wanted), () => ({ found, wanted }));
}

function count(title, passed, details) {
  tally[passed ? 'passed' : 'failed'] += 1;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${title}`);
  if (!passed) console.dir(details(), { depth: 6 });
}
