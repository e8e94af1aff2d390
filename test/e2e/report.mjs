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
import { build } from 'esbuild';
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
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
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

/** What people call links whose kind says it in other words. */
const LABELS = {
  ...{ 'service-account': 'service account', binding: 'role given', injection: 'injected' },
  ...{ provider: 'OIDC provider', trust: 'role trust', chaining: 'may go on' },
  ...{
    'session-policy': 'session policy',
    'resource-policy': 'resource policy',
    'endpoint-policy': 'VPC endpoint',
  },
};

/** One of each: allowed, assumed, unknown, denied, not granted; a broken chain, and a role that no file tells. */
const MIXED = `
resource "aws_iam_role" "web" {
  name = "web"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [${trustOf('shop:web')}] })
}
resource "aws_iam_role_policy" "web" {
  name = "web"
  role = aws_iam_role.web.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["s3:GetObject", "s3:DeleteObject"], Resource = "arn:aws:s3:::acme-web/*" },
    { Effect = "Deny", Action = "s3:DeleteObject", Resource = "arn:aws:s3:::acme-web/*" },
    { Effect = "Allow", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:eu-west-1:\${var.account}:jobs" },
    { Effect = "Allow", Action = "sns:Publish", Resource = "arn:aws:sns:eu-west-1:444455556666:news" }
  ] })
}
variable "account" {}
resource "aws_iam_role" "batch" {
  name = "batch"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [${trustOf('shop:other')}] })
}
resource "aws_iam_role_policy" "batch" {
  name = "batch"
  role = aws_iam_role.batch.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-batch/*" }] })
}
`;

const MIXED_MANIFESTS = ['web', 'batch', 'elsewhere']
  .map(
    (name) => `apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: shop, annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/${name}" } }
`,
  )
  .join('---\n');

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

/** A statement that lets a service account assume a role, in Terraform's language. */
function trustOf(subject) {
  return `{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${ISSUER}" }
    Condition = { StringEquals = { "${ISSUER}:sub" = "system:serviceaccount:${subject}", "${ISSUER}:aud" = "sts.amazonaws.com" } }
  }`;
}

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
  await sameAsCommands('a spec', small, ['-f', example]);
  mkdirSync(join(work, 'mixed'));
  writeFileSync(join(work, 'mixed/main.tf'), MIXED);
  writeFileSync(join(work, 'mixed/accounts.yaml'), MIXED_MANIFESTS);
  const mixed = reportOf('mixed', 'mixed', '--region', 'eu-west-1');
  await sameAsCommands('files', mixed, ['mixed', '--region', 'eu-west-1']);
  await findingsByRuleAndFile(mixed);
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
  await usable('200', big, {
    found: 'app-19',
    group: /team-0 \d+ pairs, 20 service accounts, 30 resources/,
    cards: 10,
  });
  writeFileSync(join(work, 'huge.yaml'), systemOf(2000));
  const huge = reportOf('huge', '-f', 'huge.yaml');
  same('2,000 service accounts: at most 5 MB', readFileSync(huge).length < 5_000_000, true);
  await usable('2,000', huge, {
    found: 'app-199',
    group: /team-0 \d+ pairs, 20 service accounts, \d+ resources/,
    cards: 100,
  });
  const dense = await denseReport(big);
  same('500 × 500: at most 5 MB', readFileSync(dense).length < 5_000_000, true);
  await usable('500 × 500', dense, {
    found: 'app-49 thing-49',
    group: /ns-0 12,500 pairs, 25 service accounts, 500 resources/,
    cards: 20,
  });
} catch (error) {
  count('the run', false, () => error);
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;

/** A page of 500 service accounts each of which reaches 500 resources: too many to be asked one by one here. */
async function denseReport(like) {
  const outfile = join(work, 'page.mjs');
  const contents = `export { reportPage } from './src/report/page.js'; export { unpackReport } from './src/report/packed.js'; export { loadPageParts } from './src/cli/report/parts.js';`;
  await build({
    ...{ bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'error' },
    stdin: { contents, resolveDir: root, loader: 'ts' },
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'dist/library/index.js')).href) },
    banner: { js: 'const require=process.getBuiltinModule;' },
  });
  const { reportPage, unpackReport, loadPageParts } = await import(pathToFileURL(outfile).href);
  const text = readFileSync(like, 'utf8');
  const data = unpackReport(JSON.parse(/id="data">(.*?)<\/script>/s.exec(text)[1]));
  const five = [...Array(500).keys()];
  const [account] = data.accounts;
  const [pair] = data.pairs;
  const { kind } = data.things[pair.thing];
  const accounts = five.map((index) => ({
    ...{ ...account, namespace: `ns-${index % 20}`, name: `app-${index}`, workloads: [] },
    role: { name: `role-${index}`, arn: `arn:aws:iam::111122223333:role/role-${index}` },
  }));
  const things = five.map((index) => ({ kind, name: `thing-${index}`, arn: `arn:aws:s3:::thing-${index}` }));
  const pairs = five.flatMap((index) => five.map((thing) => ({ ...pair, account: index, thing })));
  const file = join(work, 'dense.html');
  writeFileSync(file, reportPage({ ...data, accounts, things, pairs }, loadPageParts()));
  return file;
}

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

/** Each pair that the table has is in the list, with the same words; each answer has the same links, to their places. */
async function sameAsCommands(name, file, source) {
  const { rows, open: untold = [] } = explained(...source, '--matrix');
  const telling = rows.filter(
    ({ namespace, serviceAccount, access }) =>
      !untold.includes(`${namespace}/${serviceAccount}`) &&
      Object.values(access).some((standing) => standing !== 'not granted'),
  );
  await open(file, { viewport: { width: 1440, height: 3000 } }, async (page) => {
    const rowsOfPage = page.locator('.list .space .row');
    const shown = await rowsOfPage.evaluateAll((all) =>
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
    same(`${name}: every cell is the one that explain --matrix prints`, sorted(shown), sorted(wanted));
    same(
      `${name}: service accounts without a known role are listed`,
      await page.locator('#roles li > bdi').allTextContents(),
      untold,
    );
    for (const [index, [account, thing]] of shown.entries()) {
      await rowsOfPage.nth(index).click();
      const words = await page.locator('.detail-words button').count();
      const wrong = [];
      for (let word = 0; word < words; word += 1) {
        await page.locator('.detail-words button').nth(word).click();
        const actions = await page.locator('.detail-actions button').count();
        for (let action = 0; action < actions; action += 1) {
          await page.locator('.detail-actions button').nth(action).click();
          const { question, answer } = await answerOn(page);
          const printed = printedAnswer(
            explained(
              ...source,
              ...['--service-account', account, '--action', question.action, '--resource', question.resource],
              ...question.context.flatMap((each) => ['--context', each]),
            ),
          );
          if (!isDeepStrictEqual(answer, printed)) wrong.push({ question, answer, printed });
        }
      }
      same(`${name}: every link of ${account} and ${thing} is the one that explain prints`, wrong, []);
    }
  });
}

/** What the panel at the side says: the question, and the whole answer. */
function answerOn(page) {
  return page.evaluate(() => {
    const text = (element, selector) => element.querySelector(selector)?.textContent;
    const panel = document.querySelector('#detail');
    const listAfter = (title) => {
      const head = [...panel.querySelectorAll('h3')].find((each) => each.textContent === title);
      return [...(head?.nextElementSibling?.querySelectorAll('li') ?? [])].map((each) => each.textContent);
    };
    const decision = panel.querySelector('.decision');
    const context = (text(decision, '.context') ?? '').replace(/^ \(|\)$/g, '');
    return {
      question: {
        action: text(decision, '.action'),
        resource: text(decision, 'bdi'),
        context: context.split(', ').filter((each) => each.includes('=')),
      },
      answer: {
        standing: text(decision, '.verdict').slice(2),
        links: [...panel.querySelectorAll('.chain > li')].map((item) => ({
          status: item.className,
          label: text(item, 'strong'),
          reason: text(item, 'bdi'),
          place: text(item, '.place'),
          fix: text(item, '.fix')?.replace(/^fix: /, ''),
          details: [...item.querySelectorAll('.details li')].map((each) => each.textContent),
        })),
        assumptions: listAfter('Taken as given'),
        notEvaluated: listAfter('Not evaluated, and may still deny'),
      },
    };
  });
}

/** The same of what `explain --format json` prints. */
function printedAnswer({ standing, links, assumptions, notEvaluated }) {
  return {
    standing,
    links: links.map(({ kind, status, assumes, reason, place, fix, details = [] }) => ({
      status: status === 'ok' && assumes !== undefined ? 'assumed' : status,
      ...{ label: LABELS[kind] ?? kind, reason },
      place: place === undefined ? undefined : `${place.file}:${place.line}:${place.column}`,
      fix: status === 'ok' ? undefined : fix,
      details: status === 'ok' ? [] : details,
    })),
    assumptions,
    notEvaluated,
  };
}

async function byKeyboard(file) {
  await open(file, WIDE, async (page) => {
    const active = (what) => page.evaluate((name) => document.activeElement?.[name], what);
    await page.keyboard.press('/');
    await page.keyboard.type('queue orders-dead');
    same('/ leads to the filter', await page.locator('.bar output').first().textContent(), '1 of 20 pairs');
    await page.locator('.list').focus();
    await page.keyboard.press('Enter');
    same('Enter opens a pair, and its heading has the focus', await active('id'), 'detail-title');
    await page.keyboard.press('Escape');
    same('Escape closes it, and the list has the focus again', await active('className'), 'list');
    await page.locator('input[type=search]').first().fill('');
    await page.locator('.list').focus();
    await page.keyboard.press('End');
    const last = page.locator('.row.active');
    same('End leads to the last row', await last.getAttribute('aria-rowindex'), '21');
    same(
      'the active row is the one that is read aloud',
      await page.locator('.list').getAttribute('aria-activedescendant'),
      await last.getAttribute('id'),
    );
    await page.locator('[data-order=access]').focus();
    await page.keyboard.press('Enter');
    same(
      'a head sorts: what is unknown comes first',
      (await page.locator('.list .space .row').first().textContent()).includes('unknown'),
      true,
    );
    same('the head that sorts keeps the focus', await active('textContent'), 'Access ▴');
    await page.locator('.bar select').first().selectOption('namespace');
    await page.locator('.list').focus();
    await page.keyboard.press('ArrowLeft');
    same('an arrow closes a group', await page.locator('.list .space .row').count(), 1);
    await page.locator('#tab-access').focus();
    await page.keyboard.press('ArrowRight');
    same(
      'arrows go through the tabs',
      await page.locator('[role=tab][aria-selected=true]').textContent(),
      'Picture',
    );
    await page.locator('.node[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    same(
      'arrows go along the lines of the picture',
      await page.evaluate(() => document.activeElement?.dataset.node.split(':')[0]),
      'role',
    );
    const size = () => page.locator('#drawing svg').evaluate((svg) => svg.clientWidth);
    const before = await size();
    await page.keyboard.press('+');
    same('+ makes it larger', (await size()) > before, true);
    await page.keyboard.press('Enter');
    const about = page.locator('#picture > output');
    same('Enter looks at a node alone', (await about.textContent()).startsWith('Only '), true);
    await page.keyboard.press('Escape');
    same('Escape leads back', await about.textContent(), '');
    await page.locator('.finder input').fill('orders sqs');
    await page.keyboard.press('Enter');
    same('a node is found by name', (await about.textContent()).startsWith('Only orders:'), true);
    await page.locator('.numbers .unknown a').first().click();
    same(
      'a number leads to what it counts',
      await page.locator('.filters output').textContent(),
      '2 of 20 pairs',
    );
  });
}

async function findingsByRuleAndFile(file) {
  await open(file, WIDE, async (page) => {
    await page.click('#tab-findings');
    const items = () => page.locator('#findings-list li').count();
    const all = await items();
    await page.locator('#findings select').selectOption('file');
    same('findings by file are the same', [await items(), all > 0], [all, true]);
    await page.locator('#findings input').fill('no such finding');
    same('findings can be looked through', await items(), 0);
    await page.click('#tab-access');
    await page.locator('.list .row', { hasText: 'shop/batch' }).count();
    await page.click('#tab-picture');
    same('findings are marked in the picture', (await page.locator('#drawing .marks').count()) > 0, true);
  });
}

async function withoutScript(file) {
  await open(file, { ...WIDE, javaScriptEnabled: false }, async (page) => {
    const rows = await page.locator('.pairs tbody tr').count();
    same('without script: the whole table', rows, 20);
    same(
      'without script: picture, findings and the rest are there',
      [
        await page.locator('#drawing svg').isVisible(),
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

/** Milliseconds until the page has drawn what was asked of it. */
function timed(page, ask) {
  return page.evaluate(async (text) => {
    const start = performance.now();
    new Function(text)();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
  }, `(${ask})()`);
}

/** Within a second, on a machine that may be busy: every step is tried again before it counts as slow. */
async function quick(title, page, ask, again) {
  let took = await timed(page, ask);
  for (let tries = 0; took > 1000 && tries < 3; tries += 1) {
    await timed(page, again);
    took = await timed(page, ask);
  }
  count(`${title}: within a second`, took <= 1000, () => took);
  console.log(`     ${title}: ${Math.round(took)} ms`);
}

function type(text) {
  return `() => {
    const field = document.querySelector('.filters input');
    field.value = ${JSON.stringify(text)};
    field.dispatchEvent(new Event('input'));
  }`;
}

function choose(place, text) {
  return `() => {
    const field = document.querySelector(${JSON.stringify(place)});
    field.value = ${JSON.stringify(text)};
    field.dispatchEvent(new Event('change'));
  }`;
}

function press(place) {
  return `() => document.querySelector(${JSON.stringify(place)}).dispatchEvent(new MouseEvent('click', { bubbles: true }))`;
}

/** Filter, groups, order, a pair, the grid and the picture of a large system. */
async function usable(name, file, { found, group, cards }) {
  await open(file, { ...WIDE, bypassCSP: true }, async (page) => {
    const output = page.locator('.filters output');
    await quick(`${name}, filtered`, page, type(found), type(''));
    const [some, all] = (await output.textContent()).replaceAll(',', '').match(/\d+/g).map(Number);
    same(`${name}: filtered`, some > 0 && some < all, true);
    await page.locator('.filters select').nth(2).selectOption('grid');
    same(`${name}: a grid of what is left`, (await page.locator('.grid-box td button').count()) > 0, true);
    await page.locator('.filters select').nth(2).selectOption('list');
    await quick(`${name}, no filter`, page, type(''), type(found));
    const grouping = '.filters select';
    for (const each of [
      'namespace',
      'cluster',
      'service account',
      'resource',
      'kind of resource',
      'AWS account',
    ])
      await quick(`${name}, by ${each}`, page, choose(grouping, each), choose(grouping, ''));
    await page.locator(grouping).first().selectOption('namespace');
    const head = await page.locator('.row.group').first().textContent();
    same(`${name}: a group has its numbers`, group.test(head) || head, true);
    await page.locator(grouping).first().selectOption('');
    await quick(`${name}, sorted`, page, press('[data-order=thing]'), press('[data-order=account]'));
    await quick(
      `${name}, scrolled`,
      page,
      `() => { document.querySelector('.list').scrollTop = 1e6; }`,
      `() => { document.querySelector('.list').scrollTop = 0; }`,
    );
    await quick(`${name}, opened`, page, press('.list .space .row .chip'), press('#detail .close'));
    await page.locator('#detail .close').click();
    await page.click('#tab-picture');
    same(`${name}: groups as cards`, await page.locator('[data-group]').count(), cards);
    await quick(`${name}, a card opened`, page, press('[data-group]'), press('#picture .bar button'));
    same(`${name}: a card opens its group`, (await page.locator('#drawing svg .node').count()) > 10, true);
    await quick(`${name}, a node alone`, page, press('#drawing .node'), press('#picture .bar button'));
    await picture(page, `${name}-node`);
    await page.evaluate(axe);
    same(`${name}: no violation of accessibility`, await violations(page), []);
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
