import { eksctlAssociations, eksctlServiceAccounts, hasOidc } from '../artifacts/eksctl.js';
import { chartAnnotated } from '../artifacts/helm.js';
import { accountFile, podFile } from '../artifacts/kubernetes.js';
import { trustOf } from '../artifacts/policies.js';
import { startOf } from '../diagnostics.js';
import { permissionsDocument, type TrustStatement, trustDocument } from '../iam/policy.js';
import { associationsOf } from '../model/associations.js';
import { buildTrust, clusterNames, oidcProviderArn, STS_AUDIENCE } from '../model/trust.js';
import type { AccessModel, Role, RoleSubject } from '../model/types.js';
import { usesIrsa } from '../spec/mechanism.js';
import { accountKey } from '../spec/subjects.js';
import { plainText } from './canonical.js';
import {
  type AccessFact,
  accountText,
  addonRoleText,
  associationText,
  awsProviderText,
  chartAccountText,
  clusterRoleText,
  eksctlAccountText,
  nodeRoleText,
  openNodesText,
  podText,
  providerText,
  roleText,
} from './read-facts.js';

/** What the running cluster alone knows, as Terraform asks for it. */
const LOOKED_UP_PROVIDER = '${trimprefix(data.aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://")}';

/** What eksctl alone knows. */
const EKSCTL_PROVIDER = '${issuer-host}';

/** Everything that the outputs of a model must say about access. */
export function expectedFacts(model: AccessModel): readonly AccessFact[] {
  const { syntax } = model.spec.terraform;
  const folders =
    syntax === 'both' ? ['terraform', 'terraform-json'] : [syntax === 'hcl' ? 'terraform' : 'terraform-json'];
  return [
    ...folders.flatMap((folder) => inPlace(folder, terraformFacts(model))),
    ...inPlace('eksctl', eksctlFacts(model)),
    ...kubernetesFacts(model),
    ...inPlace('helm', chartFacts(model)),
    ...inPlace('policies', policyFacts(model)),
  ];
}

function inPlace(where: string, facts: readonly string[]): readonly AccessFact[] {
  return facts.map((says) => ({ where, says }));
}

function terraformFacts(model: AccessModel): readonly string[] {
  const { oidcProvider, spec } = model;
  const owned = model.roles.filter(({ owner }) => owner === 'terraform');
  const ownsProvider = oidcProvider?.owner === 'terraform';
  const usesProvider = ownsProvider || owned.some(({ mechanism }) => usesIrsa(mechanism));
  const written = owned.length > 0 || ownsProvider;
  return [
    ...(written && spec.terraform.layout === 'root'
      ? [awsProviderText(spec.cluster.region, spec.cluster.accountId)]
      : []),
    ...owned.flatMap((role) => [
      ...roleFacts(role, terraformTrust(role, model)),
      ...(role.policy?.parts ?? []).map(({ name }) => `makes the policy ${role.path}${name}`),
      ...associationsOf(role, model).map(({ cluster, subject }) =>
        associationText(cluster, accountKey(subject), `${role.name}${sessionText(subject)}`),
      ),
    ]),
    ...(ownsProvider
      ? [providerText(oidcProvider?.issuer ?? `https://${LOOKED_UP_PROVIDER}`, STS_AUDIENCE)]
      : []),
    ...(usesProvider && oidcProvider?.issuer === undefined
      ? [`asks the cluster ${spec.cluster.name} for its issuer`]
      : []),
  ];
}

/** What an association says besides its role. */
function sessionText({ session }: RoleSubject): string {
  if (session === undefined) return '';
  const { tagged, targetRoleArn, policy } = session;
  return [
    targetRoleArn === undefined ? '' : ` and then ${targetRoleArn}`,
    tagged ? '' : ' disableSessionTags=true',
    policy.length === 0 ? '' : ` policy=${plainText(permissionsDocument(policy))}`,
  ].join('');
}

function terraformTrust(role: Role, model: AccessModel): readonly TrustStatement[] {
  const { accountId } = model.spec.cluster;
  const provider = model.oidcProvider?.provider ?? LOOKED_UP_PROVIDER;
  const own = { provider, arn: oidcProviderArn(model.partition, accountId, provider) };
  return buildTrust(role, clusterNames(model, accountId, own), accountId);
}

function roleFacts(role: Role, trust: readonly TrustStatement[]): readonly string[] {
  const { name, path, permissionsBoundaryArn: boundary = 'none', maxSessionDuration: session } = role;
  return [
    roleText(name, { path, boundary, session }),
    ...statementTexts(trustDocument(trust)).map((text) => `the role ${name} trusts ${text}`),
    ...permissionTexts(role).map((text) => `the role ${name} may ${text}`),
    ...role.managedPolicyArns.map((arn) => `the role ${name} has the policy ${arn}`),
  ];
}

function permissionTexts({ policy }: Role): readonly string[] {
  return policy === undefined ? [] : statementTexts(permissionsDocument(policy.statements));
}

function statementTexts({
  Statement,
}: {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}): readonly string[] {
  return Statement.map(({ Sid: _sid, ...statement }) => plainText(statement));
}

function eksctlFacts(model: AccessModel): readonly string[] {
  const { cluster } = model.spec;
  const accounts = eksctlServiceAccounts(model);
  const associations = eksctlAssociations(model);
  const written = cluster.provision || accounts.length > 0 || associations.length > 0;
  return [
    ...accounts.flatMap(({ role, owner, ...subject }) => {
      const own = role.owner === 'eksctl';
      const created = String(owner === 'eksctl' || !own);
      const provider = {
        provider: EKSCTL_PROVIDER,
        arn: oidcProviderArn(model.partition, '${account}', EKSCTL_PROVIDER),
      };
      const trust = buildTrust({ ...role, subjects: [subject] }, [{ name: cluster.name, provider }], '');
      return [
        eksctlAccountText(accountKey(subject), own ? role.name : role.arn, created),
        ...(own ? roleFacts({ ...role, path: '/', maxSessionDuration: 3600 }, trust) : []),
      ];
    }),
    ...associations.flatMap(({ role, owner, ...subject }) => [
      associationText(
        cluster.name,
        accountKey(subject),
        `${role.name}${sessionText(subject)} creating=${owner === 'eksctl'}`,
      ),
      ...roleFacts({ ...role, path: '/', maxSessionDuration: 3600 }, trustOf(role, model) ?? []),
    ]),
    ...clusterRoles(model),
    ...(written && hasOidc(model) ? [providerText(`https://${EKSCTL_PROVIDER}`, STS_AUDIENCE)] : []),
  ];
}

/** Every role that eksctl makes beside those of pods has the boundary, and nothing more than eksctl gives it. */
function clusterRoles(model: AccessModel): readonly string[] {
  const { cluster, identity } = model.spec;
  const boundary = identity.permissionsBoundaryArn;
  if (!cluster.provision) return [];
  const open = cluster.podImds ? cluster.nodeGroups.map(({ name }) => openNodesText(name)) : [];
  if (boundary === undefined) return open;
  return [
    ...open,
    clusterRoleText('serviceRolePermissionsBoundary', boundary),
    ...cluster.nodeGroups.map(({ name }) => nodeRoleText(name, 'instanceRolePermissionsBoundary', boundary)),
    ...(hasOidc(model) ? [addonRoleText('vpc-cni', 'permissionsBoundary', boundary)] : []),
  ];
}

function kubernetesFacts({ serviceAccounts, workloads }: AccessModel): readonly AccessFact[] {
  const fact = (file: string, says: string): AccessFact => ({
    where: 'kubernetes',
    says,
    at: startOf(file),
  });
  return [
    ...serviceAccounts
      .filter(({ owner }) => owner === 'manifest')
      .map((account) =>
        fact(accountFile(account), accountText(accountKey(account), plainText(account.annotations))),
      ),
    ...workloads.flatMap((workload) => {
      const { pod, name } = workload;
      return pod === undefined
        ? []
        : [fact(podFile(workload, pod), podText(`${pod.kind} ${name}`, accountKey(workload)))];
    }),
  ];
}

function chartFacts(model: AccessModel): readonly string[] {
  return chartAnnotated(model).map(({ serviceAccount, annotations }) =>
    chartAccountText(serviceAccount, plainText(annotations)),
  );
}

function policyFacts(model: AccessModel): readonly string[] {
  return model.roles.flatMap((role) => {
    const trust = trustOf(role, model);
    const trustTexts = trust === undefined ? [] : statementTexts(trustDocument(trust));
    return [
      ...trustTexts.map((text) => `policies/${role.name}.trust.json says ${text}`),
      ...(role.policy?.parts ?? []).flatMap(({ statements }, index) =>
        statementTexts(permissionsDocument(statements)).map(
          (text) =>
            `policies/${role.name}.permissions${index === 0 ? '' : `-${index + 1}`}.json says ${text}`,
        ),
      ),
    ];
  });
}
