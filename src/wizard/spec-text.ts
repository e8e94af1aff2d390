import type { Source } from '../spec/source-file.js';
import { composeSpec } from './compose.js';
import { editSpec } from './edit-spec.js';
import { pruneSpec } from './minimal.js';
import { type Overlay, overlayOf } from './overlay.js';
import type { Draftable } from './paths.js';
import { oncePerState } from './state.js';
import { writeSpec } from './write-spec.js';

/** A spec's text and what it says, with what it extends. */
export interface Origin {
  readonly text: string;
  /** What the text itself says. */
  readonly source: Source;
  readonly value: Draftable;
  /** Set where it extends another one: the text says this alone. */
  readonly overlay?: Overlay;
}

/** The spec that the answers make, without what our defaults or the standard's say anyway. */
export const specOf = oncePerState((state): Draftable => {
  const file = state.layers.find(({ source }) => source === 'file');
  return pruneSpec(composeSpec(state), file?.value, state.standard);
});

/** The spec's text: new, or the old one with what differs changed in place. */
export function specText(spec: Draftable, origin: Origin | undefined): string {
  if (origin === undefined) return writeSpec(spec);
  const { text, source, overlay } = origin;
  return editSpec(text, source.value, overlay === undefined ? spec : overlayOf(overlay, spec));
}
