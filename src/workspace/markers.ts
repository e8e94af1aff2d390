/** What came out of a three-way merge; `conflicts` counts the places that carry markers. */
export interface MergedText {
  readonly text: string;
  readonly conflicts: number;
}

/** The opening marker of a conflict, before the lines on disk. */
export const MARKER_MINE = '<<<<<<< edited by hand';

/** Between the two sides of a conflict. */
export const MARKER_BETWEEN = '=======';

/** The closing marker of a conflict, after the lines that irsa-forge renders. */
export const MARKER_THEIRS = '>>>>>>> rendered by irsa-forge';
