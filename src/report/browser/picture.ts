import type { ReportData } from '../data.js';
import { draw } from '../draw.js';
import { focusOn, type Graph, graphOf, namespacesOf } from '../graph.js';
import { button, required, toDom } from './dom.js';

/** More than a drawing that anybody can follow. */
const MOST_NODES = 160;

/** Lets the picture be zoomed, and each of its nodes be looked at alone; tells how to look at one. */
export function makePicture(data: ReportData, show: () => void): (node: string) => void {
  const box = document.getElementById('drawing');
  if (box === null) return () => {};
  const whole = [...box.childNodes];
  const bar = document.createElement('div');
  bar.className = 'bar';
  const about = document.createElement('output');
  about.setAttribute('aria-live', 'polite');
  let scale = 1;
  const zoom = (by: number) => {
    scale = Math.min(4, Math.max(0.2, scale * by));
    const svg = box.querySelector('svg');
    const [, , width = 0, height = 0] = (svg?.getAttribute('viewBox') ?? '').split(' ').map(Number);
    svg?.setAttribute('width', String(width * scale));
    svg?.setAttribute('height', String(height * scale));
  };
  const put = (nodes: readonly Node[], text: string) => {
    box.replaceChildren(...nodes);
    about.textContent = text;
    scale = 1;
    enliven();
  };
  const drawn = (graph: Graph, text: string) => {
    const more = graph.nodes.length - MOST_NODES;
    const kept = graph.nodes.slice(0, MOST_NODES);
    const ids = new Set(kept.map(({ id }) => id));
    const edges = graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
    const { svg } = draw({ nodes: kept, edges }, text);
    put([toDom(svg)], more > 0 ? `${text}; ${more} more nodes are not drawn` : text);
  };
  const focus = (id: string) => {
    const graph = focusOn(data, id);
    const label = graph.nodes.find((node) => node.id === id)?.label ?? '';
    drawn(graph, `Only ${label}: what it reaches, and who reaches it`);
  };
  const openNamespace = (namespace: string) =>
    drawn(graphOf(data, namespacesOf(data).get(namespace) ?? []), `Namespace ${namespace}`);
  const enliven = () => {
    for (const node of box.querySelectorAll<HTMLElement>('[data-node], [data-namespace]')) {
      const { node: id, namespace } = node.dataset;
      const go = () => (namespace === undefined ? focus(id ?? '') : openNamespace(namespace));
      node.setAttribute('tabindex', '0');
      node.setAttribute('role', 'button');
      node.onclick = go;
      node.onkeydown = ({ key }) => {
        if (key === 'Enter') go();
      };
      node.onmouseenter = () => highlight(box, id);
      node.onmouseleave = () => highlight(box, undefined);
    }
  };
  bar.append(
    button('Whole picture', () => put(whole, '')),
    button('Larger', () => zoom(1.25)),
    button('Smaller', () => zoom(0.8)),
    about,
  );
  box.before(bar);
  box.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.1 : 0.9);
    },
    { passive: false },
  );
  enliven();
  return (id) => {
    show();
    focus(id);
    required('drawing').scrollIntoView({ block: 'nearest' });
  };
}

/** Dims what is not next to a node. */
function highlight(box: HTMLElement, id: string | undefined): void {
  const near = new Set<string | undefined>([id]);
  for (const edge of box.querySelectorAll<SVGElement>('.edge')) {
    const { from, to } = edge.dataset;
    const isNear = id === undefined || from === id || to === id;
    edge.classList.toggle('dimmed', !isNear);
    if (isNear) near.add(from).add(to);
  }
  for (const node of box.querySelectorAll<SVGElement>('.node'))
    node.classList.toggle('dimmed', id !== undefined && !near.has(node.dataset['node']));
}
