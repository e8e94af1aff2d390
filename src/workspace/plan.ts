import { compareText } from '../collections.js';
import type { RenderedFile } from '../rendered-file.js';
import { type Contents, prepareContents } from './contents.js';
import {
  isAccepted,
  type Judgement,
  judgeOrphan,
  judgeRendered,
  judgeRetained,
  type Resolution,
  type Subject,
} from './judge.js';
import {
  isRendered,
  type Manifest,
  type ManifestFile,
  recordedPaths,
  type StandardStamp,
  sameRecords,
  textOf,
} from './manifest.js';
import { carryEdits } from './renames.js';
import type { DiskFile, DiskState, WritePlan } from './write-plan.js';

/** What a plan is made from; all of it is data. */
export interface PlanInput {
  readonly rendered: readonly RenderedFile[];
  readonly disk: DiskState;
  /** What the last run recorded; absent before the first. */
  readonly manifest?: Manifest | undefined;
  /** The tool's version. */
  readonly tool: string;
  /** What the spec says as written, as plain data. */
  readonly spec: unknown;
  readonly standard?: StandardStamp | undefined;
  /** Which paths this run is about; the others are left alone, on disk and in the manifest. */
  readonly only?: ((path: string) => boolean) | undefined;
  /** Which files stay though they are no longer rendered, as long as they are there. */
  readonly retain?: ((path: string) => boolean) | undefined;
  /** What to do with files that were edited or are not ours; absent: they are conflicts. */
  readonly resolution?: Resolution | undefined;
}

/** Decides what happens to each file, without doing anything; the table of verdicts is in `judge.ts`. */
export function planWrite({ rendered, ...input }: PlanInput): WritePlan {
  return planContents(input, prepareContents(rendered, input.only));
}

/** The same for contents that are prepared already, since a run plans twice: before and under the lock. */
export function planContents(input: Omit<PlanInput, 'rendered'>, contents: Contents): WritePlan {
  const inScope = input.only ?? (() => true);
  const taken = (path: string): boolean => input.disk.names.has(path) || contents.has(path);
  const judged = new Map<string, Judgement>();
  for (const [path, content] of contents)
    judged.set(path, judgeRendered(describe(input, path, taken), content));
  for (const path of input.manifest === undefined ? [] : recordedPaths(input.manifest)) {
    if (!inScope(path) || contents.has(path)) continue;
    const judge = input.retain?.(path) ? judgeRetained : judgeOrphan;
    judged.set(path, judge(describe(input, path, taken)));
  }
  const { resolution, manifest } = input;
  if (resolution?.by === 'merge') {
    const { mergeText } = resolution;
    carryEdits(judged, { contents, base: (path) => textOf(manifest?.files.get(path)), mergeText });
  }
  const entries = [...judged.values()].flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  entries.sort((left, right) => compareText(left.path, right.path));
  const last = manifest === undefined ? {} : { lastSpec: manifest.spec, lastStandard: manifest.standard };
  return { entries, ...nextManifest(input, judged), ...last };
}

function describe(input: Omit<PlanInput, 'rendered'>, path: string, taken: Subject['taken']): Subject {
  const { manifest, resolution } = input;
  const disk = input.disk.files.get(path);
  const own = manifest?.files.get(path);
  const theirs = manifest?.merging?.theirs.files.get(path);
  // In a merge a file may be as the other branch left it.
  const isTheirs = theirs !== undefined && (own === undefined || fits(theirs, disk));
  return {
    path,
    disk,
    record: isTheirs ? theirs : own,
    resolution,
    taken,
    mergedLines:
      own?.edited === undefined && theirs?.edited === undefined ? manifest?.merging?.lines : undefined,
  };
}

function fits(record: ManifestFile, disk: DiskFile | undefined): boolean {
  return (
    disk !== undefined && (isRendered(disk.content, record.rendered) || isAccepted(disk.content, record))
  );
}

function nextManifest(
  input: Omit<PlanInput, 'rendered'>,
  judged: ReadonlyMap<string, Judgement>,
): Pick<WritePlan, 'manifest' | 'manifestChanged'> {
  const { manifest: last, tool, spec, standard } = input;
  const files = new Map<string, ManifestFile>(last?.files);
  for (const [path, { record }] of judged) {
    if (record === undefined) files.delete(path);
    else files.set(path, record);
  }
  const next: Manifest = { tool, spec, ...(standard === undefined ? {} : { standard }), files };
  if (last === undefined) return { manifest: next, manifestChanged: files.size > 0 };
  const same = sameRecords(last, next);
  return { manifest: same ? last : next, manifestChanged: !same || last.merging !== undefined };
}
