import { composeSpec } from './compose.js';
import { editSpec } from './edit-spec.js';
import { pruneSpec } from './minimal.js';
import { type Overlay, overlayOf } from './overlay.js';
import type { Draftable } from './paths.js';
import { layersWithout } from './remove.js';
import { joinLayers } from './set-values.js';
import type { State } from './state.js';
import { writeSpec } from './write-spec.js';

/** A spec's text and what it says, with what it extends. */
export interface Origin {
  readonly text: string;
  readonly value: Draftable;
  /** Set where it extends another one: the text says this alone. */
  readonly overlay?: Overlay;
}

/** The spec that the answers make, without what our defaults or the standard's say anyway. */
export function specOf(state: State, origin: Origin | undefined): Draftable {
  const had =
    origin && joinLayers(state.removed.reduce(layersWithout, [{ source: 'file', value: origin.value }]));
  return pruneSpec(composeSpec(state), had, state.standard);
}

/** The spec's text: new, or the old one with what differs changed in place. */
export function specText(spec: Draftable, origin: Origin | undefined): string {
  if (origin === undefined) return writeSpec(spec);
  return editSpec(origin.text, origin.overlay === undefined ? spec : overlayOf(origin.overlay, spec));
}
