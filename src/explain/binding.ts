import type { PodIdentityAssociationFact, ServiceAccountFact, Span } from '../readers/index.js';
import { annotationOf } from './injection.js';
import { isWhole } from './known-text.js';
import type { ChainLink } from './types.js';
import { nameOf, type Subject, type World } from './world.js';

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

/** The role that the annotation names, or that eksctl writes into it. */
export function annotatedRole(world: World, subject: Subject, account: ServiceAccountFact): Binding {
  const { texts } = world;
  const written = account.role?.value ?? annotationOf(account.annotations, 'role-arn');
  if (written === undefined) return { link: missingAnnotation(subject, account) };
  const arn = texts.of(written);
  const fact = account.role?.fact ?? written.reference?.fact;
  const place = written.place;
  const shown = texts.shown(arn);
  const how =
    account.tool === 'eksctl' ? 'eksctl annotates it with' : 'annotation eks.amazonaws.com/role-arn names';
  if (isWhole(arn) && !ROLE_ARN.test(arn)) {
    const reason = `${how} ${JSON.stringify(arn)}, which is not the ARN of a role`;
    const fix = 'use arn:<partition>:iam::<12 digits>:role/<path and name>';
    return { link: { kind: 'binding', status: 'broken', reason, place, fix }, place };
  }
  const link: ChainLink = { kind: 'binding', status: 'ok', reason: `${how} ${shown}`, place };
  return { link, arn, place, ...(fact === undefined ? {} : { fact }) };
}

function missingAnnotation(subject: Subject, account: ServiceAccountFact): ChainLink {
  const name = `${subject.namespace}/${subject.serviceAccount}`;
  if (account.annotations?.kind === 'unknown') {
    const reason = `the annotations of ${name} are not known: ${account.annotations.reason}`;
    return { kind: 'binding', status: 'unknown', reason, place: account.place };
  }
  const near =
    account.annotations?.kind === 'map'
      ? account.annotations.entries.find(({ key }) => /role|arn/i.test(key ?? ''))
      : undefined;
  const hint = near?.key === undefined ? '' : `; ${JSON.stringify(near.key)} means nothing to EKS`;
  return {
    kind: 'binding',
    status: 'broken',
    reason: `service account ${name} has no annotation eks.amazonaws.com/role-arn, so the pod gets no role: calls are made as the node${hint}`,
    place: near?.keyNode.place ?? account.place,
    fix: 'annotate it with the role: eks.amazonaws.com/role-arn: arn:…:role/…',
  };
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
  };
  return { link, arn, place, ...(fact === undefined ? {} : { fact }) };
}
