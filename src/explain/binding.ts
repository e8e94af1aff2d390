import { ANNOTATION_PREFIX } from '../kubernetes/pod-identity-webhook.js';
import {
  fieldOf,
  isText,
  type Known,
  type PodIdentityAssociationFact,
  type ServiceAccountFact,
  type Span,
  textOrMark,
} from '../readers/index.js';
import { accountKey, type Subject } from '../spec/subjects.js';
import { nearest } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import { givenElsewhere } from './elsewhere.js';
import type { HandMadeToken } from './hand-made.js';
import { roleAnnotation } from './injection.js';
import { isWhole } from './known-text.js';
import { whyNoAssociation } from './not-made.js';
import type { ChainLink } from './types.js';
import { givenThat, nameOf, type World } from './world.js';

/** Which role the service account is given, and by what. */
export interface Binding {
  readonly link: ChainLink;
  /** The role's ARN, perhaps known in part; absent when there is none. */
  readonly arn?: string;
  /** The role's fact, where the value refers to it. */
  readonly fact?: string;
  readonly place?: Span;
}

const ROLE_ARN = /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w\-/.@+=,]+$/;

const FILL_IN = 'ask again with the file as it is applied';

/** Why a value is not what will be applied. */
function leftToFillIn(value: Known<string>): string | undefined {
  if (value.known) return undefined;
  const holes = (value.parts ?? [value]).filter((part) => typeof part !== 'string');
  return holes.find(({ placeholder }) => placeholder !== undefined)?.reason;
}

/** The role that the annotation names, or that eksctl writes into it. */
export function annotatedRole(world: World, subject: Subject, account: ServiceAccountFact): Binding {
  const { texts } = world;
  const written = account.role?.value ?? roleAnnotation(account.annotations);
  if (written === undefined) return { link: missingAnnotation(world, subject, account) };
  const arn = texts.of(written);
  const fact = account.role?.fact ?? written.reference?.fact;
  const place = written.place;
  const shown = texts.shown(arn);
  const how =
    account.tool === 'eksctl' ? 'eksctl annotates it with' : 'annotation eks.amazonaws.com/role-arn names';
  const left = leftToFillIn(written);
  if (left !== undefined) {
    const reason = `${how} ${quote(shown)}: ${left}`;
    return { link: { kind: 'binding', status: 'unknown', reason, place, fix: FILL_IN }, place };
  }
  if (isWhole(arn) && !ROLE_ARN.test(arn)) {
    const reason = `${how} ${quote(arn)}, which is not the ARN of a role`;
    const fix = 'use arn:<partition>:iam::<12 digits>:role/<path and name>';
    return { link: { kind: 'binding', status: 'broken', reason, place, fix }, place };
  }
  const link: ChainLink = { kind: 'binding', status: 'ok', reason: `${how} ${shown}`, place };
  return { link, arn, place, ...(fact === undefined ? {} : { fact }) };
}

function missingAnnotation(world: World, subject: Subject, account: ServiceAccountFact): ChainLink {
  const name = accountKey(subject);
  if (account.annotations?.kind === 'unknown') {
    const reason = `the annotations of ${name} are not known: ${account.annotations.reason}`;
    return { kind: 'binding', status: 'unknown', reason, place: account.place };
  }
  const near =
    account.annotations?.kind === 'map'
      ? account.annotations.entries.find(({ key }) => /role|(?<![a-z])arn/i.test(key ?? ''))
      : undefined;
  const isEmpty = fieldOf(account.annotations, `${ANNOTATION_PREFIX}role-arn`) !== undefined;
  const isMeant = near?.key?.startsWith(ANNOTATION_PREFIX) === true && !isEmpty;
  const hint = near?.key === undefined || isEmpty ? '' : `; ${quote(near.key)} means nothing to EKS`;
  const has = `service account ${name} has ${isEmpty ? 'an empty' : 'no'} annotation eks.amazonaws.com/role-arn`;
  const why = whyNoAssociation(world, subject);
  const elsewhere = isMeant ? undefined : givenElsewhere(world, subject);
  if (elsewhere !== undefined)
    return {
      ...{ kind: 'binding', status: 'unknown', place: account.place },
      reason: `${has} and no association in the files${why}; ${elsewhere}`,
      fix: 'look whether it has one: `aws eks list-pod-identity-associations`, `kubectl get serviceaccount -o yaml`',
    };
  const meant = near === undefined ? misnamedAssociation(world, subject, has) : undefined;
  if (meant !== undefined) return meant;
  return {
    kind: 'binding',
    status: 'broken',
    reason: `${has}${why === '' ? '' : ` and no association${why}`}, so the pod gets no role: calls are made as the node${hint}`,
    place: near?.keyNode.place ?? account.place,
    fix: 'annotate it with the role: eks.amazonaws.com/role-arn: arn:…:role/…',
  };
}

/** The link for an association that may be meant for a service account, but names another one. */
function misnamedAssociation(world: World, subject: Subject, has: string): ChainLink | undefined {
  const name = accountKey(subject);
  const other = world.inventory.podIdentityAssociations.find(
    ({ serviceAccount, namespace }) =>
      serviceAccount.known &&
      serviceAccount.value === subject.serviceAccount &&
      namespace.known &&
      namespace.value !== subject.namespace,
  );
  if (other?.namespace.known === true)
    return {
      kind: 'binding',
      status: 'broken',
      reason: `${nameOf(other)} gives a role to ${other.namespace.value}/${subject.serviceAccount}, and ${name} has neither an association nor a role annotation: calls are made as the node`,
      place: other.place,
      fix: `let the association name the namespace ${subject.namespace}`,
    };
  const moved = movedAssociation(world, subject);
  if (moved === undefined) return undefined;
  return {
    ...{ kind: 'binding', status: 'broken', place: moved.place },
    reason: `${has} and no Pod Identity association names it: the one of ${shownRole(world, moved)} is for ${subject.namespace}/${textOrMark(moved.serviceAccount)}; calls are made as the node`,
    fix: `make an association for ${name}, or run the pod as ${textOrMark(moved.serviceAccount)}`,
  };
}

const shownRole = ({ texts }: World, { role }: PodIdentityAssociationFact) =>
  `role ${texts.shown(texts.of(role.value))}`;

/** An association of the namespace for a service account of nearly the same name that is not there, and so may be meant for this one. */
function movedAssociation(
  { inventory }: World,
  { namespace, serviceAccount }: Subject,
): PodIdentityAssociationFact | undefined {
  const isThere = (name: string) =>
    inventory.serviceAccounts.some((each) => isText(each.namespace, namespace) && isText(each.name, name));
  return inventory.podIdentityAssociations.find((item) => {
    if (!isText(item.namespace, namespace) || !item.serviceAccount.known) return false;
    const { value } = item.serviceAccount;
    const isAlike =
      nearest(value, [serviceAccount]) !== undefined ||
      value.startsWith(`${serviceAccount}-`) ||
      serviceAccount.startsWith(`${value}-`);
    return isAlike && !isThere(value);
  });
}

/** The role that a pod's own variables name. */
export function ownRole({ texts }: World, { role, label }: HandMadeToken): Binding {
  const arn = texts.of(role);
  const { place } = role;
  const how = `AWS_ROLE_ARN of ${label} names`;
  if (isWhole(arn) && !ROLE_ARN.test(arn)) {
    const reason = `${how} ${quote(arn)}, which is not the ARN of a role`;
    return {
      link: { kind: 'binding', status: 'broken', reason, place, fix: 'name the ARN of a role' },
      place,
    };
  }
  const left = leftToFillIn(role);
  if (left !== undefined) {
    const reason = `${how} ${quote(texts.shown(arn))}: ${left}`;
    return { link: { kind: 'binding', status: 'unknown', reason, place, fix: FILL_IN }, place };
  }
  const link: ChainLink = { kind: 'binding', status: 'ok', reason: `${how} ${texts.shown(arn)}`, place };
  return { link, arn, place, ...(role.reference === undefined ? {} : { fact: role.reference.fact }) };
}

/** The role of a Pod Identity association. */
export function associatedRole(
  world: World,
  association: PodIdentityAssociationFact,
  annotated: boolean,
): Binding {
  const { texts } = world;
  const arn = texts.of(association.role.value);
  const { fact } = association.role;
  const { place } = association;
  const wins = annotated ? '; it wins over the role annotation' : '';
  const link: ChainLink = {
    kind: 'binding',
    status: 'ok',
    reason: `Pod Identity association ${nameOf(association)} gives it ${texts.shown(arn)}${wins}`,
    place,
    ...givenThat(association),
  };
  return { link, arn, place, ...(fact === undefined ? {} : { fact }) };
}

/** The role of an association that somebody makes: EKS takes one for each service account, and none for a pattern. */
export function supposedRole(
  { texts }: World,
  subject: Subject,
  { role: { value, fact }, place }: PodIdentityAssociationFact,
): Binding {
  const arn = texts.of(value);
  const who = accountKey(subject);
  const link: ChainLink = {
    ...{ kind: 'binding', status: 'ok', place },
    reason: `no file makes a Pod Identity association of ${who}, which the role trusts by a pattern`,
    assumes: `that a Pod Identity association gives ${who} ${texts.shown(arn)}`,
  };
  return { link, arn, place, ...(fact === undefined ? {} : { fact }) };
}
