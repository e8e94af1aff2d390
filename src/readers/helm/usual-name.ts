import { PROGRAMS } from '../../catalog/index.js';
import type { Node } from '../node.js';
import { fieldOf, isString } from '../node-access.js';

/** What a release says that its chart makes names of. */
export interface Named {
  readonly chart: Node | undefined;
  readonly release: Node | undefined;
  readonly values: Node;
}

/** The longest name that the templates of charts leave. */
const LONGEST = 63;

/**
 * What a chart of the catalogue calls the service account at a path of its values where these leave it open: the release, with the
 * chart behind it unless it holds that already, as the templates of `helm create` do. Charts that do it otherwise are in the
 * catalogue with another name than their own.
 */
export function usualName(path: string, { chart, release, values }: Named): string | undefined {
  if (!isString(chart) || !isString(release) || values.kind !== 'map' || values.rest.length > 0)
    return undefined;
  const [, name] = /(?:^|\/)([^/]+)$/.exec(chart.value) ?? [];
  const program = PROGRAMS.find((each) => each.name === name && each.serviceAccount === name);
  const isLocal = chart.value.startsWith('.');
  if (name === undefined || isLocal || program?.helm?.path !== `${path}.annotations`) return undefined;
  const [whole, own] = ['fullnameOverride', 'nameOverride'].map((key) => textIn(values, key));
  if (whole === undefined || own === undefined) return undefined;
  if (whole !== '') return cut(whole);
  const base = own === '' ? name : own;
  return cut(release.value.includes(base) ? release.value : `${release.value}-${base}`);
}

/** A text of the values, empty where they have none; undefined where it is not known. */
function textIn(values: Node, key: string): string | undefined {
  const found = fieldOf(values, key);
  if (found === undefined) return '';
  return isString(found) ? found.value : undefined;
}

const cut = (name: string) => name.slice(0, LONGEST).replace(/-$/, '');
