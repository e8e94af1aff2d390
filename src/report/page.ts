import { MEANINGS } from '../explain/types.js';
import type { ReportData } from './data.js';
import { draw } from './draw.js';
import { type Child, type Element, h, toMarkup } from './element.js';
import { graphOf, namespacesOf } from './graph.js';
import { bdi, findingsList, pairCells } from './pieces.js';
import { accountName, chainOf, countsOf } from './view.js';
import { STANDING_LOOKS } from './words.js';

/** What the page runs and looks like, and how both are vouched for. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** SHA-256 in base64. */
  hash(text: string): string;
}

/** By its first line a file is known to be a report, which may be written anew. */
export const REPORT_MARK = '<!doctype html><!-- made by irsa-forge report -->';

/** Up to here a picture shows everything; beyond, namespaces. */
export const WHOLE_PICTURE = 60;

/** Rows of the table that is there without script. */
const STATIC_PAIRS = 600;

/**
 * The whole page in one file, which asks for nothing: no network, no handlers in attributes, no styles in them. Script and style are
 * let in by their hashes alone, and the script may parse no markup (https://www.w3.org/TR/CSP3/, https://www.w3.org/TR/trusted-types/).
 */
export function reportPage(data: ReportData, { script, style, hash }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash(script)}'`,
    `style-src 'sha256-${hash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const head = [
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('title', {}, `Who may do what: ${data.title}`),
  ];
  return [
    `${REPORT_MARK}\n<html lang="en"><head>${head.map(toMarkup).join('')}<style>${style}</style></head><body>`,
    ...body(data).map(toMarkup),
    `<script type="application/json" id="data">${jsonForMarkup(data)}</script>`,
    `<script>${script}</script></body></html>\n`,
  ].join('\n');
}

/** JSON that no HTML parser takes for markup, and every JSON parser reads as the same. */
function jsonForMarkup(data: ReportData): string {
  return JSON.stringify(data).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function body(data: ReportData): readonly Element[] {
  return [
    h('header', {}, [
      h('h1', {}, ['Who may do what: ', bdi(data.title)]),
      h('p', { class: 'source' }, [bdi(data.source), `; irsa-forge ${data.version}`]),
      numbers(data),
    ]),
    h('main', {}, [
      panel('access', 'Who may do what', accessPanel(data)),
      panel('picture', 'Picture', picturePanel(data)),
      panel('findings', `Findings (${data.findings.length})`, findingsList(data)),
      panel('open', `Not read, assumed (${openCount(data)})`, openPanel(data)),
    ]),
    h('aside', { id: 'detail', hidden: true, 'aria-labelledby': 'detail-title' }),
  ];
}

function panel(id: string, title: string, children: readonly Child[]): Element {
  return h('section', { id, class: 'panel', 'data-title': title }, [h('h2', {}, title), ...children]);
}

const openCount = ({ notRead, notChecked, assumed }: ReportData) =>
  notRead.length + notChecked.length + assumed;

function numbers(data: ReportData): Element {
  const { accounts, things, errors, warnings, unknown, notRead, assumed } = countsOf(data);
  const items = [
    ['', accounts, '#access', counted(accounts, 'service account')],
    ['', things, '#access', counted(things, 'resource')],
    ['error', errors, errors === 0 ? '#findings' : '#error', counted(errors, 'error')],
    ['warning', warnings, warnings === 0 ? '#findings' : '#warning', counted(warnings, 'warning')],
    ['unknown', unknown, '#access', `? ${counted(unknown, 'pair')} with something unknown`],
    ['not-read', notRead, '#open', `▨ ${counted(notRead, 'file')} not read`],
    ['assumed', assumed, '#open', `≈ ${counted(assumed, 'assumption')}`],
  ] as const;
  return h(
    'ul',
    { class: 'numbers' },
    items.map(([slug, count, href, text]) =>
      h('li', { class: count === 0 ? 'zero' : slug }, h('a', { href }, text)),
    ),
  );
}

const counted = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

function accessPanel(data: ReportData): readonly Child[] {
  const more = data.pairs.length - STATIC_PAIRS;
  const reaching = new Set(data.pairs.map(({ account }) => account));
  const without = [...data.accounts.keys()].filter((index) => !reaching.has(index));
  return [
    h('details', { class: 'legend' }, [h('summary', {}, 'What the marks mean'), legend()]),
    data.empty === undefined ? '' : h('p', { class: 'empty' }, ['Nothing to show: ', bdi(data.empty)]),
    h('div', { id: 'table' }, [
      data.pairs.length > 0 && pairTable(data),
      more > 0 &&
        h('p', {}, `${more} more pairs: irsa-forge explain --matrix --format csv prints all of them.`),
    ]),
    data.ungranted > 0 &&
      h(
        'p',
        { class: 'left-out' },
        `${counted(data.ungranted, 'pair')} of which nothing is granted left out.`,
      ),
    without.length > 0 && withoutAccess(data, without),
  ].filter((child): child is Child => child !== false);
}

function legend(): Element {
  return h(
    'ul',
    {},
    STANDING_LOOKS.map(({ standing, mark, slug }) =>
      h('li', {}, [h('span', { class: `chip ${slug}` }, `${mark} ${standing}`), ` ${MEANINGS[standing]}`]),
    ),
  );
}

function pairTable(data: ReportData): Element {
  const heads = ['Service account', 'Resource', 'Access'];
  return h('table', { class: 'pairs' }, [
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        heads.map((head) => h('th', { scope: 'col' }, head)),
      ),
    ),
    h(
      'tbody',
      {},
      data.pairs.slice(0, STATIC_PAIRS).map((pair) =>
        h(
          'tr',
          {},
          pairCells(data, pair).map(([name, cell]) => h('td', { class: name }, cell)),
        ),
      ),
    ),
  ]);
}

/** Service accounts that reach nothing, and where their chain breaks. */
function withoutAccess(data: ReportData, without: readonly number[]): Element {
  return h('details', { class: 'without' }, [
    h('summary', {}, `${counted(without.length, 'service account')} to which nothing is granted`),
    h(
      'ul',
      {},
      without.map((index) => {
        const links = chainOf(data, index);
        const broken =
          links.find(({ status }) => status === 'broken') ?? links.find(({ status }) => status === 'unknown');
        return h('li', {}, [
          bdi(accountName(data, index)),
          broken === undefined ? '' : h('span', {}, [': ', bdi(broken.reason)]),
        ]);
      }),
    ),
  ]);
}

function picturePanel(data: ReportData): readonly Child[] {
  if (data.accounts.length === 0) return [h('p', {}, data.empty ?? 'There is nothing to draw.')];
  const namespaces = namespacesOf(data);
  const all = data.accounts.map((_, index) => index);
  const whole =
    all.length <= WHOLE_PICTURE
      ? draw(graphOf(data, all), 'Pods, service accounts, roles and resources')
      : undefined;
  const drawing = whole === undefined ? namespaceCards(data, namespaces) : whole.svg;
  return [
    h('p', { id: 'picture-about' }, 'Pods run as service accounts, which take roles, which reach resources.'),
    h('div', { id: 'drawing', class: 'drawing-box' }, drawing),
  ];
}

/** For more than a picture can show: the namespaces, and what many of them reach. */
function namespaceCards(data: ReportData, namespaces: ReadonlyMap<string, readonly number[]>): Element {
  const reaching = new Map<number, Set<string>>();
  const reached = new Map<string, Set<number>>();
  for (const { account, thing } of data.pairs) {
    const namespace = data.accounts[account]?.namespace ?? '';
    reaching.set(thing, (reaching.get(thing) ?? new Set()).add(namespace));
    reached.set(namespace, (reached.get(namespace) ?? new Set()).add(thing));
  }
  const shared = [...reaching]
    .filter(([, by]) => by.size > 1)
    .sort(([, a], [, b]) => b.size - a.size)
    .slice(0, SHARED);
  return h('div', { class: 'cards' }, [
    h(
      'ul',
      { class: 'namespaces' },
      [...namespaces].map(([namespace, own]) => {
        const broken = own.filter((index) => data.accounts[index]?.status === 'broken').length;
        return h(
          'li',
          {},
          h('div', { class: 'card', 'data-namespace': namespace }, [
            h('strong', {}, bdi(namespace)),
            h(
              'div',
              {},
              `${counted(own.length, 'account')}, ${counted(reached.get(namespace)?.size ?? 0, 'resource')}`,
            ),
            broken > 0 && h('div', { class: 'broken' }, `✗ ${broken} with a broken link`),
          ]),
        );
      }),
    ),
    shared.length > 0 && h('h3', {}, 'Reached from several namespaces'),
    h(
      'ul',
      { class: 'shared' },
      shared.map(([thing, by]) =>
        h('li', {}, [
          h('span', { 'data-node': `thing:${thing}` }, bdi(data.things[thing]?.name ?? '')),
          `: from ${by.size} namespaces`,
        ]),
      ),
    ),
  ]);
}

/** Of the most shared resources so many are listed. */
const SHARED = 24;

function openPanel({ notRead, notChecked, assumptions, assumed }: ReportData): readonly Element[] {
  const section = (title: string, none: string, items: readonly Element[], count = items.length) =>
    h('section', {}, [
      h('h3', {}, `${title} (${count})`),
      items.length === 0 ? h('p', {}, none) : h('ul', {}, items),
      count > items.length &&
        h('p', {}, `${count - items.length} more are named by the answers that rest on them.`),
    ]);
  return [
    section(
      'Not read',
      'Every file of a kind that irsa-forge knows was read.',
      notRead.map(({ file, reason }) =>
        h('li', {}, [h('span', { class: 'place' }, bdi(file)), ': ', bdi(reason)]),
      ),
    ),
    section(
      'Taken as given',
      'Nothing was taken as given.',
      assumptions.map(({ text, accounts }) =>
        h('li', {}, [bdi(text), ` (for ${counted(accounts, 'service account')})`]),
      ),
      assumed,
    ),
    section(
      'Not checked',
      'No rule met a value that it could not know.',
      notChecked.map(({ place, reason }) =>
        h('li', {}, [h('span', { class: 'place' }, bdi(place)), ': ', bdi(reason)]),
      ),
    ),
  ];
}
