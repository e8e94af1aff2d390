import { valueAt } from '../plain-data.js';
import { hasPlaceholder } from '../spec/placeholders.js';
import { quote } from '../text/quote.js';
import { type Draftable, parsePath, sameValue, type Value } from './paths.js';
import { givenAt, type Said, sourceOf } from './state.js';

/** What says which cluster a spec is about. */
const WHICH = ['cluster.name', 'cluster.region', 'cluster.accountId'] as const;

/** What each cluster has of its own, and another one never. */
export const OWN_OF_CLUSTER: readonly string[] = [
  'cluster.oidcIssuer',
  'cluster.vpc.id',
  'cluster.vpc.privateSubnets',
  'cluster.vpc.publicSubnets',
  'cluster.availabilityZones',
  'identity.furtherClusters',
  'terraform.backend.config.key',
];

type AnswerTo = (key: string) => Value | undefined;

const at = (value: Draftable | undefined, key: string) =>
  valueAt(value, parsePath(key) ?? []) as Value | undefined;

/** Whether a file gives a field that is of the file's cluster, while the answers are about another one. */
export function isOfOtherCluster(state: Said, key: string, answerTo: AnswerTo): boolean {
  if (!OWN_OF_CLUSTER.includes(key) || state.answers.has(key)) return false;
  const said = givenAt(state, key) ?? null;
  // A name with placeholders follows the cluster.
  if (said === null || hasPlaceholder(said) || sourceOf(state, key) !== 'file') return false;
  return otherCluster(state, answerTo) !== undefined;
}

/** How the cluster of the file differs from the one that the answers are about, for people; undefined when it is the same. */
export function otherCluster({ layers }: Said, answerTo: AnswerTo): string | undefined {
  const file = layers.find(({ source }) => source === 'file')?.value;
  const which = WHICH.find((key) => {
    const [then, now] = [at(file, key), answerTo(key)];
    return then !== undefined && now !== undefined && !sameValue(then, now);
  });
  return which && `${which} ${quote(at(file, which))}`;
}

/** What of a file is not kept since the answers are about another cluster, each with the reason. */
export function notKept(state: Said, answerTo: AnswerTo): readonly string[] {
  return OWN_OF_CLUSTER.filter((key) => isOfOtherCluster(state, key, answerTo)).map(
    (key) => `${key} is not kept: the file's is that of ${otherCluster(state, answerTo)}`,
  );
}

/** Whether an answer was changed that says which cluster it is. */
export function isAnotherCluster(before: AnswerTo, after: AnswerTo): boolean {
  return WHICH.some((key) => {
    const [then, now] = [before(key), after(key)];
    return then !== undefined && then !== null && !sameValue(then, now);
  });
}
