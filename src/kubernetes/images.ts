/** A container image reference, taken apart. */
export interface ImageReference {
  /** Registry and repository. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

const HOST =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?';
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';

/** The grammar of references. Source: distribution/reference `regexp.go`, which containerd and Docker share. */
const IMAGE = new RegExp(
  `^((?:${HOST}/)?${PART}(?:/${PART})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([a-z0-9]+:[0-9a-f]{32,}))?$`,
);

/** Reads an image reference; undefined when it is none. */
export function parseImage(text: string): ImageReference | undefined {
  const [, name, tag, digest] = IMAGE.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { name, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** Why text is no image reference. */
export function checkImage(text: string): string | undefined {
  if (text.length > 1024) return 'an image reference has at most 1024 characters';
  if (parseImage(text) !== undefined) return undefined;
  if (/^https?:\/\//i.test(text)) return 'leave https:// out: registry/repository:tag';
  if (/[A-Z]/.test(text.split(':')[0]?.split('/').slice(1).join('/') ?? ''))
    return 'the repository is lower case';
  return 'use registry/repository:tag or registry/repository@sha256:<digest>';
}
