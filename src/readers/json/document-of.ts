import type { Diagnostic } from '../../diagnostics.js';
import type { Node } from '../node.js';
import { joinPieces } from '../text/embedded-text.js';
import { parseJson } from './parse-json.js';

/** The document in a value: the value itself, or what its text encodes in JSON. */
export interface EmbeddedDocument {
  readonly root: Node;
  readonly problems: readonly Diagnostic[];
}

/** Finds the document in a value such as `assume_role_policy`; each element keeps its own place. */
export function documentOf(node: Node): EmbeddedDocument {
  if (node.kind === 'list' || node.kind === 'map') return { root: node, problems: [] };
  if (node.json !== undefined) return { root: node.json, problems: [] };
  if (node.kind === 'unknown' && node.pieces === undefined) return { root: node, problems: [] };
  if (node.kind === 'scalar' && typeof node.value !== 'string') return { root: node, problems: [] };
  const whole = { text: node.kind === 'scalar' ? String(node.value) : '', place: node.place };
  const pieces = node.pieces ?? [whole];
  const { root, problems } = parseJson(joinPieces(pieces));
  return { root: root ?? node, problems };
}
