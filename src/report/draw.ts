import dagre from '@dagrejs/dagre';
import { compareText } from '../collections.js';
import { type Element, h } from './element.js';
import { COLUMNS, type Graph, type GraphNode } from './graph.js';
import { LINK_MARKS } from './words.js';

/** A drawing with its size in CSS pixels. */
export interface Drawing {
  readonly svg: Element;
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 30;
const SPACE = 10;
const GAP = 90;
const MARGIN = 12;
const HEAD = 28;
/** Of the page's 13 px sans-serif, on average. */
const CHARACTER = 7.5;
/** What a node is stands in smaller letters. */
const SMALLER = 0.86;
const LONGEST = 34;

/** Lays a graph out in columns, from left to right; the same graph gives the same drawing. */
export function draw({ nodes, edges }: Graph, label: string): Drawing {
  const graph = new dagre.graphlib.Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'LR', nodesep: SPACE, ranksep: GAP, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const width = COLUMNS.map((_, column) => columnWidth(nodes.filter((node) => node.column === column)));
  for (const node of sorted(nodes))
    graph.setNode(node.id, { width: width[node.column] ?? 0, height: HEIGHT });
  for (const { from, to } of edges) graph.setEdge(from, to, { weight: 1 });
  dagre.layout(graph);
  const lefts = columnLefts(width);
  const heights = apart(nodes, (id) => (graph.node(id) as { readonly y: number }).y);
  const at = (id: string) => heights.get(id) ?? 0;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const right = Math.max(0, ...COLUMNS.map((_, column) => (lefts[column] ?? 0) + (width[column] ?? 0)));
  const bottom = Math.max(0, ...nodes.map(({ id }) => at(id) + HEIGHT / 2));
  const size = { width: right + MARGIN, height: bottom + HEAD + MARGIN };
  const columnOf = (id: string) => byId.get(id)?.column ?? 0;
  const lines = edges.map(({ from, to, slug, title }) => {
    const start = [(lefts[columnOf(from)] ?? 0) + (width[columnOf(from)] ?? 0), at(from) + HEAD];
    const end = [lefts[columnOf(to)] ?? 0, at(to) + HEAD];
    return edgeElement(start, end, { from, to, slug, title });
  });
  const boxes = sorted(nodes).map((node) =>
    nodeElement(node, lefts[node.column] ?? 0, at(node.id) + HEAD, width[node.column] ?? 0),
  );
  const heads = COLUMNS.flatMap((name, column) =>
    (width[column] ?? 0) === 0
      ? []
      : [
          h(
            'text',
            { x: lefts[column] ?? 0, y: MARGIN + 8, class: 'column' },
            `${name} (${nodes.filter((node) => node.column === column).length})`,
          ),
        ],
  );
  const svg = h(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', role: 'group', 'aria-label': label, class: 'drawing' },
      ...{ viewBox: `0 0 ${round(size.width)} ${round(size.height)}` },
      ...{ width: round(size.width), height: round(size.height) },
    },
    [...heads, h('g', { class: 'edges' }, lines), h('g', { class: 'nodes' }, boxes)],
  );
  return { svg, width: size.width, height: size.height };
}

/** Nodes of one column that the layout has in several ranks, as it has service accounts without pods, may lie on one another. */
function apart(nodes: readonly GraphNode[], heightOf: (id: string) => number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const column of COLUMNS.keys()) {
    const own = nodes.filter((node) => node.column === column).map(({ id }) => ({ id, y: heightOf(id) }));
    let lowest = -Infinity;
    for (const { id, y } of own.sort((a, b) => a.y - b.y)) {
      lowest = Math.max(y, lowest + HEIGHT + SPACE);
      found.set(id, lowest);
    }
  }
  return found;
}

const sorted = (nodes: readonly GraphNode[]) =>
  [...nodes].sort((a, b) => a.column - b.column || compareText(a.label, b.label));

const short = (label: string) =>
  label.length > LONGEST ? `${label.slice(0, LONGEST / 2)}…${label.slice(-LONGEST / 2 + 1)}` : label;

/** The text of a node in its three parts: marks, name, what it is. */
function partsOf({ label, note = '', status, findings = 0 }: GraphNode) {
  const mark =
    status === undefined || status === 'ok' || status === 'assumed' ? '' : `${LINK_MARKS[status]} `;
  return { marks: `${findings > 0 ? `\u25b2${findings} ` : ''}${mark}`, name: short(label), note };
}

function columnWidth(nodes: readonly GraphNode[]): number {
  if (nodes.length === 0) return 0;
  const lengths = nodes.map((node) => {
    const { marks, name, note } = partsOf(node);
    return marks.length + name.length + (note === '' ? 0 : note.length * SMALLER + 1);
  });
  return Math.max(...lengths) * CHARACTER + 26;
}

function columnLefts(widths: readonly number[]): readonly number[] {
  let left = MARGIN;
  return widths.map((width) => {
    const own = left;
    if (width > 0) left += width + GAP;
    return own;
  });
}

function nodeElement(node: GraphNode, x: number, y: number, width: number) {
  const { id, label, title, status, column } = node;
  const { marks, name, note } = partsOf(node);
  return h('g', { class: `node column-${column} ${status ?? ''}`.trim(), 'data-node': id }, [
    h('title', {}, title.includes(label) ? title : `${label}: ${title}`),
    h('rect', { x: round(x), y: round(y - HEIGHT / 2), width: round(width), height: HEIGHT, rx: 6 }),
    h('text', { x: round(x + 12), y: round(y + 4.5) }, [
      marks !== '' && h('tspan', { class: 'marks' }, marks),
      name,
      note !== '' && h('tspan', { class: 'note' }, ` ${note}`),
    ]),
  ]);
}

function edgeElement(
  [x1 = 0, y1 = 0]: readonly number[],
  [x2 = 0, y2 = 0]: readonly number[],
  edge: Readonly<Record<'from' | 'to' | 'slug' | 'title', string>>,
): Element {
  const middle = (x1 + x2) / 2;
  const d = `M${round(x1)} ${round(y1)}C${round(middle)} ${round(y1)} ${round(middle)} ${round(y2)} ${round(x2)} ${round(y2)}`;
  return h('path', { d, class: `edge ${edge.slug}`, 'data-from': edge.from, 'data-to': edge.to }, [
    h('title', {}, edge.title),
  ]);
}

const round = (value: number) => Math.round(value * 10) / 10;
