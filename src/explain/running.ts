import type { PodMechanism } from '../aws/mechanism.js';
import { podsTold, restartOf, startOf } from '../cluster/index.js';
import { groupBy } from '../collections.js';
import { SKIP_LABEL } from '../kubernetes/pod-identity-webhook.js';
import { STS_AUDIENCE } from '../model/trust.js';
import {
  type ContainerFact,
  type Inventory,
  isListed,
  isString,
  nodeAt,
  type PodFact,
  type ServiceAccountFact,
} from '../readers/index.js';
import { type HandMadeToken, handMadeToken } from './hand-made.js';
import { annotationOf, roleAnnotation, variablesOf } from './injection.js';
import type { ChainLink } from './types.js';
import type { World } from './world.js';

/** Pods that go on with another role, or another way to one, than new pods would get. */
export interface Stale {
  readonly pods: readonly PodFact[];
  readonly token: HandMadeToken;
}

/** Tells running pods that have what new ones would get, or nothing, from those that still have what was given before. */
export function sortRunning(
  { texts }: World,
  pods: readonly PodFact[],
  account: ServiceAccountFact | undefined,
  associated: boolean,
): { readonly others: readonly PodFact[]; readonly stale: readonly Stale[] } {
  const expected = [roleAnnotation(account?.annotations), annotationOf(account?.annotations, 'audience')];
  const [role, audience] = expected.map((value) => (value === undefined ? undefined : texts.of(value)));
  const tokens = pods.flatMap((pod) => {
    if (associated && hasVariables(pod, 'pod-identity') === 'all') return [];
    const token = handMadeToken(texts, pod, account);
    if (token === undefined) return [];
    const isSame =
      !associated && texts.of(token.role) === role && token.audience === (audience ?? STS_AUDIENCE);
    return isSame ? [] : [{ pod, token }];
  });
  const groups = groupBy(tokens, ({ token }) => JSON.stringify([texts.of(token.role), token.audience]));
  const stale = [...groups.values()].map((group): Stale => {
    const own = group.map(({ pod }) => pod);
    return { pods: own, token: staleToken(own, group[0].token, { role, associated, account }, texts) };
  });
  const left = new Set(tokens.map(({ pod }) => pod));
  return { others: pods.filter((pod) => !left.has(pod)), stale };
}

function staleToken(
  pods: readonly PodFact[],
  token: HandMadeToken,
  { role, associated, account }: { role: string | undefined; associated: boolean; account: unknown },
  texts: World['texts'],
): HandMadeToken {
  const told = podsTold(pods);
  const now = associated
    ? 'since then a Pod Identity association gives another way'
    : account === undefined
      ? 'the service account is not in the files'
      : role === undefined
        ? 'the service account names none any more'
        : `the service account now names ${texts.shown(role)}`;
  const restart = pods[0] === undefined ? '' : `: ${restartOf(pods[0])}`;
  const reason = `${told} started with ${texts.shown(texts.of(token.role))} (audience ${texts.shown(token.audience)}) and keep${pods.length > 1 ? '' : 's'} it until restarted; ${now}${account === undefined ? '' : restart}`;
  return { ...token, label: told, link: { ...token.link, status: 'ok', reason } };
}

type Extent = 'all' | 'some' | 'none';

const setsVariable = ({ env }: ContainerFact, variable: string) =>
  env.some(({ name }) => name.known && name.value === variable);

function hasVariables({ containers }: PodFact, mechanism: PodMechanism): Extent {
  const main = containers.filter(({ role }) => role === 'main');
  const [variable = ''] = variablesOf(mechanism);
  const with_ = main.filter((container) => setsVariable(container, variable));
  if (with_.length === 0) return 'none';
  return with_.length === main.length ? 'all' : 'some';
}

/** What running pods have, in place of what the webhook would add. */
export function runningLinks(
  world: World,
  pods: readonly PodFact[],
  account: ServiceAccountFact | undefined,
  mechanism: PodMechanism,
  role: string,
): readonly ChainLink[] {
  const groups = groupBy(pods, (pod) => stateOf(pod, mechanism));
  const isOnly = groups.size === 1;
  return [...groups].map(([state, group]) =>
    stateLink(world, state, group, { account, mechanism, role, isOnly }),
  );
}

type State = 'has' | 'part' | 'lacks' | 'skipped' | 'keys';

function stateOf(pod: PodFact, mechanism: PodMechanism): State {
  if (
    pod.containers.some(
      (container) => container.role === 'main' && setsVariable(container, 'AWS_ACCESS_KEY_ID'),
    )
  )
    return 'keys';
  const has = hasVariables(pod, mechanism);
  if (has !== 'none') return has === 'all' ? 'has' : 'part';
  return nodeAt(pod.labels, [SKIP_LABEL]) === undefined ? 'lacks' : 'skipped';
}

interface Expected {
  readonly account: ServiceAccountFact | undefined;
  readonly mechanism: PodMechanism;
  readonly role: string;
  /** Whether all pods are alike. */
  readonly isOnly: boolean;
}

function stateLink(world: World, state: State, pods: readonly PodFact[], expected: Expected): ChainLink {
  const [first] = pods;
  const told = podsTold(pods);
  const [variable = '', file = ''] = variablesOf(expected.mechanism);
  const link = (status: ChainLink['status'], reason: string, fix?: string): ChainLink => ({
    ...{ kind: 'injection', status, reason },
    ...(first === undefined ? {} : { place: first.place }),
    ...(fix === undefined ? {} : { fix }),
  });
  const refused = expected.isOnly ? 'broken' : 'unknown';
  const others = expected.isOnly ? '' : '; the other pods are not like that';
  const [has, it] = pods.length > 1 ? ['have', 'they'] : ['has', 'it'];
  if (state === 'has') return link('ok', `${told} ${has} ${variable} and ${file}`);
  if (state === 'part')
    return link(
      'unknown',
      `not every container of ${told} has ${variable}`,
      `ask which container makes the request: those without ${variable} get no role`,
    );
  if (state === 'keys') {
    const named = first?.containers.find((container) => setsVariable(container, 'AWS_ACCESS_KEY_ID'))?.name;
    return link(
      'unknown',
      `container ${named?.known ? named.value : 'unnamed'} of ${told} sets AWS_ACCESS_KEY_ID: SDKs take static keys before any role, so that ${it} ${pods.length > 1 ? 'do' : 'does'} not use ${world.texts.shown(expected.role)}, and whose keys they are is not known${others}`,
      'remove the keys from the environment of the pod',
    );
  }
  if (state === 'skipped')
    return link(
      refused,
      `${told} ${has} label ${SKIP_LABEL}, so the webhook adds no ${variable}${others}`,
      'remove the label from the pod template, and roll it out',
    );
  return link(
    refused,
    `${told} ${has} no ${variable}: ${whyLacking(world.inventory, pods, expected)}${others}`,
    fixLacking(world.inventory, first),
  );
}

/** The configuration by which the API server asks EKS's webhook about each new pod. */
const WEBHOOK = 'pod-identity-webhook';

/** Whether the cluster certainly does not ask the webhook. */
function isWebhookGone(inventory: Inventory): boolean {
  if (!isListed(inventory, 'mutatingwebhookconfigurations')) return false;
  return !inventory.kubernetesObjects.some(
    ({ kind, name }) => kind === 'MutatingWebhookConfiguration' && name?.known && name.value === WEBHOOK,
  );
}

function whyLacking(
  inventory: Inventory,
  pods: readonly PodFact[],
  { account, mechanism, role }: Expected,
): string {
  if (isWebhookGone(inventory))
    return `the cluster has no webhook configuration ${WEBHOOK}, which adds it to new pods`;
  const it = pods.length > 1 ? 'they' : 'it';
  const starts = pods.flatMap((pod) => startOf(pod) ?? []).sort();
  const since = starts[0] === undefined ? '' : ` (${starts[0]})`;
  const made = account === undefined ? undefined : nodeAt(account.node, ['metadata', 'creationTimestamp']);
  const last = starts.at(-1);
  if (mechanism === 'irsa' && isString(made) && last !== undefined && last < made.value)
    return `${it} started${since} before the service account was made (${made.value})`;
  const cause = mechanism === 'irsa' ? `annotation with ${role}` : 'association';
  return `${it} started${since} before the ${cause} was there, or while the webhook did not answer`;
}

function fixLacking(inventory: Inventory, pod: PodFact | undefined): string {
  const restart = pod === undefined ? 'restart the pods' : `restart: ${restartOf(pod)}`;
  return isWebhookGone(inventory)
    ? `bring MutatingWebhookConfiguration ${WEBHOOK} back, which EKS makes with the cluster; then ${restart}`
    : restart;
}
