import type { Catalog } from '../iam/catalog/types.js';
import { type Action, actionsIn, takesOnly } from './actions.js';
import { s3Kind } from './arns.js';
import type { Statement } from './policies.js';
import type { Text } from './text.js';

/** The S3 actions of a statement that take a bucket only, or objects only. */
export function s3ActionsOn(
  catalog: Catalog,
  kind: 'bucket' | 'object',
  { actions }: Statement,
): readonly Action[] {
  return actionsIn(actions).filter((action) => action.service === 's3' && takesOnly(catalog, action, kind));
}

/** The buckets (or objects) among the resources, when no resource of another kind may be there. */
export function onlyResources(kind: 'bucket' | 'object', { resources }: Statement): readonly Text[] {
  if (resources === undefined) return [];
  const { value } = resources.entry;
  if (value.kind === 'list' && (value.rest.length > 0 || value.items.length !== resources.values.length))
    return [];
  const kinds = resources.values.map((text) => [text, s3Kind(text)] as const);
  if (kinds.some(([, found]) => found !== kind && found !== 'other')) return [];
  return kinds.filter(([, found]) => found === kind).map(([text]) => text);
}

/** Whether a statement lists a bucket, and its resources have key prefixes. */
export function listsWithPrefix(catalog: Catalog, statement: Statement): boolean {
  const lists = s3ActionsOn(catalog, 'bucket', statement).some(({ name }) =>
    /^ListBucket(?:Versions)?$/i.test(name),
  );
  return lists && onlyResources('object', statement).some(({ text }) => /^arn:.*?:[^:/]*\/[^*]/.test(text));
}
