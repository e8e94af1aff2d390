/** A piece of a page as a value, to be written as markup here, and made as DOM in a browser. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Child[];
}

export type Child = Element | string;

type Value = string | number | boolean | undefined;
type Children = Child | undefined | false | readonly Children[];

/** Makes an element: attributes that are undefined or false are left out, and so are children that are not there. */
export function h(
  name: string,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: Children[]
): Element {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === false ? [] : [[key, value === true ? truth(key) : String(value)]],
  );
  return { name, attributes: Object.fromEntries(given), children: flat(children) };
}

/** An empty attribute is true in HTML, but not in ARIA. */
const truth = (key: string) => (key.startsWith('aria-') ? 'true' : '');

function flat(children: readonly Children[]): readonly Child[] {
  return children.flatMap((child) => {
    if (child === undefined || child === false || child === '') return [];
    return Array.isArray(child) ? flat(child) : [child as Child];
  });
}

const VOID = new Set(['br', 'input', 'meta', 'hr']);

/** As markup; whatever a text or a value holds stays text. */
export function toMarkup(child: Child): string {
  if (typeof child === 'string') return escapeText(child);
  const { name, attributes, children } = child;
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  const start = `<${name}${given.join('')}>`;
  return VOID.has(name) ? start : `${start}${children.map(toMarkup).join('')}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

const escapeText = (text: string) => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
const escapeAttribute = (text: string) =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
