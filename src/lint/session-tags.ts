import { principalTagsIn, SESSION_TAGS } from '../aws/session-tags.js';
import { entryOf, isMap, type RoleFact, type Span } from '../readers/index.js';
import type { Statement } from './policies.js';
import { variableTexts } from './variables.js';

/** Whether EKS Pod Identity puts a tag of that name on its sessions. */
export const isSessionTag = (tag: string): boolean => SESSION_TAGS.includes(tag.toLowerCase());

/** The tags of the principal that a statement compares with, by a key or a policy variable. */
export function principalTagsOf(
  statement: Statement,
): readonly { readonly tag: string; readonly place: Span }[] {
  const keys = statement.conditions.flatMap(({ key }) => key ?? []);
  return [...keys, ...variableTexts(statement)].flatMap(({ text, place }) =>
    principalTagsIn(text).map((tag) => ({ tag, place })),
  );
}

/** Whether a role may have a tag of that name itself, which counts in each of its sessions. */
export function mayHaveTag({ tags }: RoleFact, tag: string): boolean {
  if (tags === undefined) return false;
  if (!isMap(tags) || tags.rest.length > 0) return true;
  return entryOf(tags, tag) !== undefined || tags.entries.some(({ key }) => key === undefined);
}
