import type { Command } from '../../grants/index.js';
import { oldestTerraform } from '../../model/terraform-version.js';
import type { AccessModel, RoleSubject } from '../../model/types.js';
import type { RenderedFile } from '../../rendered-file.js';
import { accountKey } from '../../spec/subjects.js';
import type { Cluster } from '../../spec/types.js';
import { GENERATED_HEADER } from '../header.js';
import type { RenderTemplate } from '../templates.js';
import { buildTrustGraph } from './graph.js';
import { buildMigration } from './migration.js';
import { buildSections } from './sections.js';
import { buildSteps } from './steps.js';
import { buildTeardown } from './teardown.js';
import { buildTroubles } from './troubles.js';
import { buildChecks } from './verify.js';

/** The runbook: the commands for this very spec in their order, how to see that it works, and how to undo it. */
export function renderRunbook(model: AccessModel, render: RenderTemplate): readonly RenderedFile[] {
  return [{ path: 'README.md', content: render('docs/README.md', buildRunbook(model)) }];
}

/** What is to be run in any case to come from nothing to what a spec says, as words, in the runbook's order. */
export function commandsOf(model: AccessModel): readonly Command[] {
  return buildSteps(model, buildSections(model)).flatMap(({ commands }) => commands);
}

function buildRunbook(model: AccessModel): object {
  const { cluster } = model.spec;
  const sections = buildSections(model);
  const steps = buildSteps(model, sections);
  return {
    header: GENERATED_HEADER,
    cluster,
    roles: roleSummaries(model),
    graph: buildTrustGraph(model),
    tools: requiredTools(model, sections.terraform !== undefined),
    ...sections,
    creation: creationNotes(cluster),
    policies: model.workloads.some(({ pod }) => pod?.networkPolicy === true)
      ? { byUs: cluster.provision && cluster.networkPolicy }
      : undefined,
    migration: buildMigration(model),
    annotates: sections.foreignAccounts.some(({ annotate }) => annotate !== undefined),
    step: Object.fromEntries(steps.map(({ name }, index) => [name, index + 1])),
    ...buildChecks(model),
    troubles: buildTroubles(model),
    teardown: buildTeardown(model),
    namespaces: model.namespaces,
  };
}

/** What of a new cluster whoever makes it must know. */
function creationNotes({ name, provision, podImds, logging, endpointAccess }: Cluster): readonly string[] {
  if (!provision) return [];
  const { public: isPublic, publicCidrs } = endpointAccess;
  return [
    ...(podImds
      ? ['Pods reach the instance metadata service, and by it the role of their node.']
      : [
          'Pods do not reach the instance metadata service, nor by it the role of their node: a program that asks it for region or VPC must be told.',
        ]),
    ...(isPublic
      ? []
      : ['The API is inside the VPC alone: run this, and what follows, where it is reached.']),
    ...(publicCidrs.length === 0
      ? []
      : [
          `From the internet, only ${publicCidrs.join(', ')} reach the API: run this, and what follows, from there.`,
        ]),
    ...(logging.length === 0
      ? []
      : [
          `The control plane writes ${logging.join(', ')} to the log group /aws/eks/${name}/cluster, which costs by volume, and stays when the cluster goes.`,
        ]),
  ];
}

function roleSummaries({ roles }: AccessModel): readonly object[] {
  return roles.map((role) => ({
    name: role.name,
    subjects: role.subjects.map(accountKey),
    grants: [
      ...(role.policy?.statements ?? []).map(({ actions, resources, effect }) => ({
        what: `${effect === 'Deny' ? 'never ' : ''}${actions.join(', ')} on`,
        on: resources.join(', '),
      })),
      ...role.managedPolicyArns.map((arn) => ({ what: 'what is allowed by', on: arn })),
      ...(role.policy === undefined && role.managedPolicyArns.length === 0
        ? [{ what: 'what its owner allows,', on: role.arn }]
        : []),
    ],
    sessions: role.subjects.flatMap(sessionSummary),
  }));
}

/** What differs in the sessions of a service account from plain ones of its role. */
function sessionSummary(subject: RoleSubject): readonly object[] {
  const { session } = subject;
  if (session === undefined) return [];
  const key = accountKey(subject);
  return [
    ...(session.targetRoleArn === undefined
      ? []
      : [{ key, what: 'gets by way of it the credentials of', on: session.targetRoleArn }]),
    ...(session.tagged ? [] : [{ key, what: 'has sessions without tags' }]),
    ...session.policy.map(({ actions, resources }) => ({
      ...{ key, what: `may do no more than ${actions.join(', ')} on`, on: resources.join(', ') },
    })),
  ];
}

function requiredTools(
  { spec, oidcProvider, serviceAccounts }: AccessModel,
  terraform: boolean,
): readonly string[] {
  const eksctl =
    spec.cluster.provision ||
    (oidcProvider !== undefined && oidcProvider.owner !== 'terraform') ||
    serviceAccounts.some(({ role, owner }) => role.owner === 'eksctl' || owner === 'eksctl');
  return [
    'the AWS CLI',
    ...(eksctl ? ['eksctl'] : []),
    ...(terraform ? [`Terraform ${oldestTerraform(spec.terraform)} or later`] : []),
  ];
}
