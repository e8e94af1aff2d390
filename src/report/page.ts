import { MEANINGS } from '../explain/types.js';
import { groupCards } from './cards.js';
import type { ReportData } from './data.js';
import { draw } from './draw.js';
import { type Child, type Element, h, toMarkup } from './element.js';
import { type Graph, graphOf } from './graph.js';
import { packReport } from './packed.js';
import { assumptionItem, bdi, counted, findingsList, pairCells } from './pieces.js';
import { accountName, chainOf, countsOf, NOTHING_GRANTED } from './view.js';
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
  return JSON.stringify(packReport(data)).replace(
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
      panel('findings', `Findings (${data.findings.length.toLocaleString('en')})`, [
        h('div', { id: 'findings-list' }, findingsList(data)),
      ]),
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
  const { accounts, things, errors, warnings, unknown, open, notRead, assumed, notChecked } = countsOf(data);
  const items = [
    ['', accounts, '#access', '', 'service account', 'service accounts'],
    ['', things, '#access', '', 'resource', 'resources'],
    ['error', errors, errors === 0 ? '#findings' : '#error', '\u25b2', 'error', 'errors'],
    ['warning', warnings, warnings === 0 ? '#findings' : '#warning', '\u25b2', 'warning', 'warnings'],
    ['unknown', unknown, '#access', '?', 'unknown pair', 'unknown pairs'],
    ['unknown', open, '#roles', '?', 'role not told', 'roles not told'],
    ['not-read', notRead, '#open', '\u25a8', 'file not read', 'files not read'],
    ['assumed', assumed, '#open', '\u2248', 'assumption', 'assumptions'],
    ['unknown', notChecked, '#open', '?', 'value not checked', 'values not checked'],
  ] as const;
  return h(
    'ul',
    { class: 'numbers' },
    items.map(([slug, count, href, mark, one, many]) =>
      h('li', { class: count === 0 ? 'zero' : slug }, [
        h('a', { href, 'data-show': one === 'unknown pair' && 'u' }, [
          mark !== '' && h('span', { 'aria-hidden': true }, `${mark} `),
          h('strong', {}, count.toLocaleString('en')),
          ` ${count === 1 ? one : many}`,
        ]),
      ]),
    ),
  );
}

function accessPanel(data: ReportData): readonly Child[] {
  const more = data.pairs.length - STATIC_PAIRS;
  const reaching = new Set(data.pairs.map(({ account }) => account));
  const idle = [...data.accounts.keys()].filter((index) => !reaching.has(index));
  const open = idle.filter((index) => data.accounts[index]?.open === true);
  const without = idle.filter((index) => data.accounts[index]?.open !== true);
  const empty = data.empty ?? (data.pairs.length === 0 ? NOTHING_GRANTED : undefined);
  return [
    h('details', { class: 'legend' }, [h('summary', {}, 'What the marks mean'), legend()]),
    empty === undefined ? '' : h('p', { class: 'empty' }, ['Nothing to show: ', bdi(empty)]),
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
    open.length > 0 &&
      withoutAccess(data, open, {
        ...{ id: 'roles', open: true },
        title: `? ${counted(open.length, 'service account')} of which the files do not tell the role, and so nothing of what they may do`,
      }),
    without.length > 0 &&
      withoutAccess(data, without, {
        title: `${counted(without.length, 'service account')} to which nothing is granted`,
      }),
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

/** Service accounts without a pair are listed up to here. */
const MOST_WITHOUT = 500;

/** Service accounts without a pair, and where their chain breaks. */
function withoutAccess(
  data: ReportData,
  without: readonly number[],
  { title, id, open }: { readonly title: string; readonly id?: string; readonly open?: boolean },
): Element {
  return h('details', { class: 'without', id, open }, [
    h('summary', {}, title),
    h(
      'ul',
      {},
      without.slice(0, MOST_WITHOUT).map((index) => {
        const links = chainOf(data, index);
        const broken =
          links.find(({ status }) => status === 'broken') ?? links.find(({ status }) => status === 'unknown');
        return h('li', {}, [
          bdi(accountName(data, index)),
          broken === undefined ? '' : h('span', {}, [': ', bdi(broken.reason)]),
        ]);
      }),
    ),
    without.length > MOST_WITHOUT &&
      h(
        'p',
        {},
        `${without.length - MOST_WITHOUT} more: irsa-forge explain --matrix --format json has all of them.`,
      ),
  ]);
}

function picturePanel(data: ReportData): readonly Child[] {
  if (data.accounts.length === 0) return [h('p', {}, data.empty ?? 'There is nothing to draw.')];
  const graph = graphOf(data, [...data.accounts.keys()]);
  const drawing = isReadable(graph)
    ? draw(graph, 'Pods, service accounts, roles and resources').svg
    : groupCards(data);
  return [
    h('p', { id: 'picture-about' }, 'Pods run as service accounts, which take roles, which reach resources.'),
    h('ul', { class: 'lines', 'aria-label': 'What the lines mean' }, LINES.map(lineItem)),
    h('div', { id: 'drawing', class: 'drawing-box' }, drawing),
  ];
}

/** A picture shows all of it up to here; beyond, groups. */
const isReadable = ({ nodes, edges }: Graph) => nodes.length <= 200 && edges.length <= 300;

const LINES = [
  ['allowed', 'allowed, or the link holds'],
  ['assumed', 'allowed if what is assumed holds'],
  ['partly', 'partly allowed'],
  ['unknown', 'unknown'],
  ['denied', 'denied'],
  ['broken', 'the link is broken'],
] as const;

const lineItem = ([slug, meaning]: (typeof LINES)[number]) =>
  h('li', {}, [
    h(
      'svg',
      { xmlns: 'http://www.w3.org/2000/svg', class: 'drawing', width: 36, height: 10, 'aria-hidden': true },
      h('path', { d: 'M0 5H36', class: `edge ${slug}` }),
    ),
    ` ${meaning}`,
  ]);

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
    section('Taken as given', 'Nothing was taken as given.', assumptions.map(assumptionItem), assumed),
    section(
      'Not checked',
      'No rule met a value that it could not know.',
      notChecked.map(({ place, reason }) =>
        h('li', {}, [h('span', { class: 'place' }, bdi(place)), ': ', bdi(reason)]),
      ),
    ),
  ];
}
