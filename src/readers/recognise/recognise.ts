import { groupBy } from '../../collections.js';
import { type Diagnostic, startOf } from '../../diagnostics.js';
import type { LeftOut, MutableInventory, RecognisedFile } from '../inventory.js';
import type { Node } from '../node.js';
import { problem } from '../problems.js';
import type { SourceText } from '../text/source-text.js';
import { OBJECT_RECOGNISERS, RECOGNISERS, type Recogniser } from './recognisers.js';

/** Notes a document of a kind that is not read yet, if it is one. */
export function recogniseDocument(
  root: Node,
  source: SourceText,
  inventory: MutableInventory,
  among: readonly Recogniser[] = RECOGNISERS,
): void {
  const found = among.find(({ isDocument }) => isDocument?.(root, source) === true);
  if (found === undefined) return;
  const { file, line, column } = root.place;
  inventory.recognised.push({ kind: found.kind, place: { file, line, column } });
}

/** The same for an object of Kubernetes, which is read but for some fields. */
export function recogniseObject(root: Node, source: SourceText, inventory: MutableInventory): void {
  recogniseDocument(root, source, inventory, OBJECT_RECOGNISERS);
}

/** The same for a file that no reader parses. */
export function recogniseText(source: SourceText, inventory: MutableInventory): boolean {
  const found = RECOGNISERS.find(({ isText }) => isText?.(source) === true);
  if (found === undefined) return false;
  inventory.recognised.push({ kind: found.kind, place: startOf(source.file) });
  return true;
}

const MOST_NAMED = 3;

/** One finding for each kind, at its first file: how many there are, and some of them by name. */
export function notReadFindings(recognised: readonly RecognisedFile[]): readonly Diagnostic[] {
  return [...groupBy(recognised, ({ kind }) => kind)].flatMap(([kind, group]) => {
    const [first] = group;
    const kinds = [...RECOGNISERS, ...OBJECT_RECOGNISERS].find(
      (recogniser) => recogniser.kind === kind,
    )?.kinds;
    if (kinds === undefined) return [];
    const files = [...new Set(group.map(({ place }) => place.file))].sort();
    const named = files.slice(0, MOST_NAMED).join(', ');
    const message =
      files.length === 1
        ? `${kind} is recognised and not read yet`
        : `${kinds} are recognised and not read yet: ${files.length} files, among them ${named}`;
    return [problem('read/not-read', message, first.place)];
  });
}

/** What is said of each such file where files are listed. */
export function notReadFiles(recognised: readonly RecognisedFile[]): readonly LeftOut[] {
  const files = groupBy(recognised, ({ place }) => place.file);
  return [...files].map(([file, group]) => {
    const kinds = [...new Set(group.map(({ kind }) => kind))];
    return { file, reason: `${kinds.join(' and ')}: recognised and not read yet` };
  });
}
