import type { Child, Element as Piece } from '../element.js';

const SVG = 'http://www.w3.org/2000/svg';

/** A piece of the page as nodes; texts become text, never markup. */
export function toDom(piece: Child, inSvg = false): Node {
  if (typeof piece === 'string') return document.createTextNode(piece);
  const { name, attributes, children } = piece;
  const svg = inSvg || name === 'svg';
  const node = svg ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (key !== 'xmlns') node.setAttribute(key, value);
  for (const child of children) node.append(toDom(child, svg));
  return node;
}

/** The same as an element. */
export function elementOf(piece: Piece): HTMLElement {
  return toDom(piece) as HTMLElement;
}

/** What a page of ours always has. */
export function required(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** A button with a text, and what it does. */
export function button(text: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', press);
  return made;
}

/** A labelled choice; the empty value stands for none of them. */
export function choice(
  text: string,
  values: readonly string[],
  none = '',
  names: Readonly<Record<string, string>> = {},
): { readonly label: HTMLLabelElement; readonly select: HTMLSelectElement } {
  const label = document.createElement('label');
  const select = document.createElement('select');
  for (const value of values) {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = value === '' ? none : (names[value] ?? value);
    select.append(option);
  }
  label.append(`${text} `, select);
  return { label, select };
}
