import { compareText } from '../collections.js';
import { sha256, spells } from './text.js';

/** The format that this release writes; it reads the earlier ones as well. */
export const MANIFEST_VERSION = 2;

/** The standard that took part in a rendering. */
export interface StandardStamp {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
}

/** A text that was rendered; of some folders of long ago only its SHA-256 is known. */
export type Rendered = { readonly text: string } | { readonly sha256: string };

/** What is recorded of one generated file. */
export interface ManifestFile {
  /** What was rendered last, which is also the base of the next merge. */
  readonly rendered: Rendered;
  /** SHA-256 of the content on disk, where it differs because an edit was accepted (`--merge`, `--adopt`). */
  readonly edited?: string;
  /** Set when a merge left conflict markers; cleared once they are gone. */
  readonly unresolved?: true;
}

/** What a run left in an output folder. */
export interface Manifest {
  /** The tool's version when the manifest last changed. */
  readonly tool: string;
  /** What the spec said as written, when the manifest last changed; of a folder of long ago, a hash of it. */
  readonly spec: unknown;
  readonly standard?: StandardStamp;
  readonly files: ReadonlyMap<string, ManifestFile>;
  /** Set while the manifest holds the conflict markers of a git merge; this one is then our side. */
  readonly merging?: Merging;
}

/** The other side of a git merge. */
export interface Merging {
  readonly theirs: Manifest;
  /** Every line that either side rendered. */
  readonly lines: ReadonlySet<string>;
}

/**
 * The manifest as it is stored: no clock, no absolute path, the same bytes everywhere. Each file stands by itself, line by line and
 * without a hash, so that git merges the record of what two branches rendered wherever it merges the files themselves. Nothing is
 * deflated: zlib gives different bytes on different processors and releases of Node, and git packs what repeats.
 */
export function renderManifest(manifest: Manifest): string {
  const paths = [...manifest.files.keys()].sort(compareText);
  const files = paths.map((path) => {
    const { rendered, ...more } = manifest.files.get(path) as ManifestFile;
    return [
      path,
      'text' in rendered ? { ...more, base: rendered.text.split('\n') } : { ...rendered, ...more },
    ];
  });
  const { tool, spec, standard } = manifest;
  const stored = { version: MANIFEST_VERSION, tool, spec, standard, files: Object.fromEntries(files) };
  return `${JSON.stringify(stored, undefined, 2)}\n`;
}

/** Whether a file on disk is what was rendered. */
export function isRendered(content: Uint8Array, rendered: Rendered): boolean {
  return 'text' in rendered ? spells(content, rendered.text) : sha256(content) === rendered.sha256;
}

/** Whether two renderings are the same text. */
export function sameRendered(left: Rendered, right: Rendered): boolean {
  return 'text' in left && 'text' in right ? left.text === right.text : hashOf(left) === hashOf(right);
}

/** The text that was rendered, where it is known. */
export function textOf(file: ManifestFile | undefined): string | undefined {
  return file !== undefined && 'text' in file.rendered ? file.rendered.text : undefined;
}

function hashOf(rendered: Rendered): string {
  return 'text' in rendered ? sha256(rendered.text) : rendered.sha256;
}

/** Every path that the manifest records, on either side of a merge. */
export function recordedPaths({ files, merging }: Manifest): readonly string[] {
  return [...new Set([...files.keys(), ...(merging?.theirs.files.keys() ?? [])])];
}

/** Whether two manifests record the same files; how the spec says it, and the tool's version, make no difference. */
export function sameRecords(left: Manifest, right: Manifest): boolean {
  if (left.files.size !== right.files.size) return false;
  if (!sameStandard(left.standard, right.standard)) return false;
  for (const [path, file] of left.files) {
    const other = right.files.get(path);
    if (other === undefined || !sameRendered(other.rendered, file.rendered)) return false;
    if (other.edited !== file.edited || other.unresolved !== file.unresolved) return false;
  }
  return true;
}

function sameStandard(left: StandardStamp | undefined, right: StandardStamp | undefined): boolean {
  return left?.name === right?.name && left?.version === right?.version && left?.hash === right?.hash;
}
