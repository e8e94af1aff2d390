import { ref, type TerraformTemplate } from '../../emit/hcl.js';
import { associationKey, associationsOf } from '../../model/associations.js';
import type { AccessModel, PodSession, Role } from '../../model/types.js';
import { accountKey } from '../../spec/subjects.js';
import { type StatementView, statementView, type TerraformText } from './statements.js';

/** The arguments of an association that say something of its sessions. */
const SESSION_ARGUMENTS = ['target_role_arn', 'disable_session_tags', 'policy'] as const;

type SessionArgument = (typeof SESSION_ARGUMENTS)[number];

/** What is said of one association. */
export type AssociationView = Readonly<Record<string, TerraformText | boolean | null>>;

/** The document that narrows the sessions of a service account. */
export interface SessionPolicyView {
  readonly label: string;
  readonly statements: readonly StatementView[];
}

/** The associations of a role. */
export interface AssociationsView {
  /** By `associationKey`. */
  readonly associations?: Readonly<Record<string, AssociationView>>;
  /** The `cluster_name` of the associations. */
  readonly associationCluster?: TerraformTemplate;
  /** The arguments beyond those of every association that some of them have; null in those that have not. */
  readonly sessionArguments: Readonly<Partial<Record<SessionArgument, true>>>;
  readonly sessionPolicies: readonly SessionPolicyView[];
}

/** What the associations of a role say, if it has any. */
export function buildAssociationsView(role: Role, label: string, model: AccessModel): AssociationsView {
  const associations = associationsOf(role, model);
  if (associations.length === 0) return { sessionArguments: {}, sessionPolicies: [] };
  const [own] = model.clusters;
  const several = associations.some(({ cluster }) => cluster !== own.name);
  const narrowed = role.subjects.filter(({ session }) => (session?.policy ?? []).length > 0);
  const labels = new Map(
    narrowed.map((subject, index) => [
      accountKey(subject),
      `${label}_session${index === 0 ? '' : `__${index + 1}`}`,
    ]),
  );
  const sessions = associations.map(({ subject }) =>
    sessionView(subject.session, labels.get(accountKey(subject))),
  );
  const used = SESSION_ARGUMENTS.filter((name) => sessions.some((session) => session[name] !== null));
  return {
    associationCluster: ref(several ? 'each.value.cluster_name' : 'var.cluster_name'),
    associations: Object.fromEntries(
      associations.map((association, index) => {
        const { cluster, subject } = association;
        const named = cluster === own.name ? ref('var.cluster_name') : cluster;
        return [
          associationKey(association, model),
          {
            ...(several ? { cluster_name: named } : {}),
            namespace: subject.namespace,
            service_account: subject.serviceAccount,
            ...Object.fromEntries(used.map((name) => [name, sessions[index]?.[name] ?? null])),
          },
        ];
      }),
    ),
    sessionArguments: Object.fromEntries(used.map((name) => [name, true])),
    sessionPolicies: narrowed.map((subject) => ({
      label: labels.get(accountKey(subject)) as string,
      statements: (subject.session?.policy ?? []).map(statementView),
    })),
  };
}

/** EKS counts the white space of a policy: the shortest spelling of a document. */
function sessionView(
  session: PodSession | undefined,
  policy: string | undefined,
): Readonly<Record<SessionArgument, TerraformText | boolean | null>> {
  return {
    target_role_arn: session?.targetRoleArn ?? null,
    disable_session_tags: session?.tagged === false ? true : null,
    policy: policy === undefined ? null : ref(`data.aws_iam_policy_document.${policy}.minified_json`),
  };
}
