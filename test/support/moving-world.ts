import { isDeepStrictEqual } from 'node:util';
import { trustOf } from '../../src/artifacts/policies.js';
import type { Step } from '../../src/change/step.js';
import { buildWorld, type Explanation, explain, inject } from '../../src/explain/index.js';
import { trustDocument } from '../../src/iam/policy.js';
import { ROLE_ARN } from '../../src/kubernetes/role-annotation.js';
import type { AccessModel } from '../../src/model/types.js';
import { readFiles, type TextFile } from '../../src/readers/index.js';
import { renderedFiles, yamlFile } from './rendered.js';

const [CLUSTER, NAMESPACE, ACCOUNT, BUCKET] = ['demo', 'shop', 'web', 'pictures'];

/** Where a pod has its credentials from, by the variables that it was given when it started. */
export type Source = 'irsa' | 'pod-identity' | 'none';

/** One service account between two mechanisms: what IAM, EKS and Kubernetes hold of it, and the pods that run. */
export interface Held {
  /** Statements of the role's trust policy; absent where there is no role. */
  readonly trust?: readonly object[];
  readonly association: boolean;
  readonly annotation?: string;
  readonly pods: readonly Source[];
}

/** What pods can rely on in a moment: those that run, each by its own source, and one that would start now. */
export interface Moment {
  readonly held: Held;
  readonly running: readonly string[];
  readonly starting: string;
}

/** The steps of a change done one after the other; each moment in which something is otherwise than before. */
export async function walk(
  held: Held,
  steps: readonly Step[],
  before: AccessModel,
  after: AccessModel,
): Promise<readonly Moment[]> {
  const replaces = (await podTemplate(before)) !== (await podTemplate(after));
  const moments: Moment[] = [];
  let now = held;
  for (const step of steps)
    for (const next of await follow(now, step, after, replaces)) {
      if (!isDeepStrictEqual(next, now)) moments.push(await momentOf(next));
      now = next;
    }
  return moments;
}

/** Everything that a model says, applied, with pods that started then. */
export async function settled(model: AccessModel): Promise<Moment> {
  const role = roleOf(model);
  const annotation = model.serviceAccounts[0]?.annotations[ROLE_ARN];
  const held: Held = {
    trust: statementsOf(model),
    association: role.mechanism !== 'irsa',
    ...(annotation === undefined ? {} : { annotation }),
    pods: [],
  };
  return momentOf({ ...held, pods: [await sourceOf(held)] });
}

async function momentOf(held: Held): Promise<Moment> {
  const running = await Promise.all(held.pods.map((source) => verdictOf(held, source)));
  const source = await sourceOf(held);
  return { held, running, starting: await verdictOf(held, source) };
}

/** The source with what the evaluator says of it: an annotation counts for pods that started before there was an association. */
async function verdictOf(held: Held, source: Source): Promise<string> {
  if (source === 'none') return 'none: denied';
  const { decision, mechanism } = await answerOf(
    source === 'irsa' ? { ...held, association: false, annotation: held.annotation ?? ROLE } : held,
  );
  return `${source}: ${mechanism === source ? decision : 'denied'}`;
}

/** What the webhook gives a pod that starts now. */
async function sourceOf(held: Held): Promise<Source> {
  const { mechanism } = await answerOf(held);
  if (mechanism === 'irsa' && held.annotation === undefined) return 'none';
  const { pods, serviceAccounts } = await readFiles(filesOf(held));
  const [pod, account] = [pods[0], serviceAccounts[0]];
  if (pod === undefined) throw new Error('there is no pod');
  const { env, containers } = inject(pod, account, mechanism, ROLE, 'us-east-1');
  if (containers.some(({ outcome }) => outcome !== 'injected')) return 'none';
  return 'AWS_CONTAINER_CREDENTIALS_FULL_URI' in env ? 'pod-identity' : 'irsa';
}

async function answerOf(held: Held): Promise<Explanation> {
  return explain(buildWorld(await readFiles(filesOf(held)), {}), {
    ...{ namespace: NAMESPACE, serviceAccount: ACCOUNT },
    ...{ action: 's3:GetObject', resource: `arn:aws:s3:::${BUCKET}/a` },
  });
}

const ROLE = 'arn:aws:iam::111122223333:role/shop-web';

/** What the AWS CLI and kubectl would print of it. */
function filesOf({ trust, association, annotation }: Held): readonly TextFile[] {
  const metadata = { name: ACCOUNT, namespace: NAMESPACE };
  const file = (path: string, content: object): TextFile => ({ path, content: JSON.stringify(content) });
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` }],
  };
  const role = {
    ...{ RoleName: 'shop-web', Path: '/', Arn: ROLE, AttachedManagedPolicies: [] },
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: trust },
    RolePolicyList: [{ PolicyName: 'web', PolicyDocument: policy }],
  };
  const ids = { associationId: 'a-1', associationArn: `arn:aws:eks:us-east-1:111122223333:a/${CLUSTER}/a-1` };
  return [
    file('details.json', { RoleDetailList: trust === undefined ? [] : [role], Policies: [] }),
    ...(association
      ? [
          file('association.json', {
            association: {
              ...{ clusterName: CLUSTER, namespace: NAMESPACE, serviceAccount: ACCOUNT },
              ...{ roleArn: ROLE, ...ids },
            },
          }),
        ]
      : []),
    file('account.json', {
      ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
      metadata: { ...metadata, ...(annotation ? { annotations: { [ROLE_ARN]: annotation } } : {}) },
    }),
    file('pod.json', {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata },
      spec: { serviceAccountName: ACCOUNT, containers: [{ name: 'web', image: 'web' }] },
    }),
  ];
}

function roleOf({ roles: [role] }: AccessModel) {
  if (role === undefined) throw new Error('there is no role');
  return role;
}

function statementsOf(model: AccessModel): readonly object[] {
  const document = trustDocument(trustOf(roleOf(model), model) ?? []);
  return (JSON.parse(JSON.stringify(document)) as { Statement: readonly object[] }).Statement;
}

async function podTemplate(model: AccessModel): Promise<string> {
  const { spec } = yamlFile(await renderedFiles(model, 'kubernetes'), 'kubernetes/web/deployment.yaml') ?? {};
  return JSON.stringify(spec?.template);
}

/** The states that a step leads through, the last being where it ends. */
async function follow(
  held: Held,
  { title, commands }: Step,
  after: AccessModel,
  replaces: boolean,
): Promise<readonly Held[]> {
  if (commands.length === 0) return followTitle(held, title, after);
  const states: Held[] = [];
  for (const command of commands)
    states.push(...(await followCommand(states.at(-1) ?? held, command, after, replaces)));
  return states;
}

async function followTitle(held: Held, title: string, after: AccessModel): Promise<readonly Held[]> {
  const wanted = statementsOf(after);
  if (title.startsWith('Stop what runs as')) return [{ ...held, pods: [] }];
  if (title.startsWith('Restart what runs as')) return restarted(held);
  if (/^See that .* trusts what /.test(title)) return [{ ...held, trust: besides(held.trust ?? [], wanted) }];
  if (title.startsWith('Tell whoever owns')) return [{ ...held, trust: wanted }];
  if (title.startsWith('Delete the folder')) return [held];
  throw new Error(`nobody knows what to do: ${title}`);
}

/** What others trust already stays in its place. */
function besides(had: readonly object[], wanted: readonly object[]): readonly object[] {
  return [...had, ...wanted.filter((each) => !had.some((one) => isDeepStrictEqual(one, each)))];
}

async function restarted(held: Held): Promise<readonly Held[]> {
  const pod = await sourceOf(held);
  return [
    { ...held, pods: [...held.pods, pod] },
    { ...held, pods: [pod] },
  ];
}

async function followCommand(
  held: Held,
  command: string,
  after: AccessModel,
  replaces: boolean,
): Promise<readonly Held[]> {
  const { trust: _, ...withoutRole } = held;
  const wanted = statementsOf(after);
  const account = after.serviceAccounts[0];
  const annotated = account?.annotations[ROLE_ARN];
  const { annotation, ...others } = held;
  if (/^terraform .* apply tfplan$/.test(command)) return applied(held, wanted, roleOf(after).mechanism);
  if (command === 'kubectl apply -k kubernetes') {
    const next =
      account?.owner === 'manifest' ? { ...others, ...(annotated && { annotation: annotated }) } : held;
    return replaces || held.pods.length === 0 ? [next, ...(await restarted(next))] : [next];
  }
  if (command.includes(' annotate serviceaccount '))
    return [command.endsWith('-') ? others : { ...held, ...(annotated && { annotation: annotated }) }];
  if (command.includes(' --replicas=0')) return [{ ...held, pods: [] }];
  if (command.startsWith('aws eks create-pod-identity-association')) return [{ ...held, association: true }];
  if (command.startsWith('aws eks delete-pod-identity-association')) return [{ ...held, association: false }];
  if (command.startsWith('eksctl delete iamserviceaccount'))
    return [account?.owner === 'eksctl' ? { association: held.association, pods: held.pods } : withoutRole];
  if (command.startsWith('eksctl delete podidentityassociation'))
    return [{ ...withoutRole, association: false }];
  if (command.startsWith('eksctl create podidentityassociation'))
    return [
      { ...held, trust: wanted },
      { ...held, trust: wanted, association: true },
    ];
  if (command.startsWith('eksctl create iamserviceaccount'))
    return [{ ...held, trust: wanted, ...(annotated && { annotation: annotated }) }];
  if (HARMLESS.test(command)) return [held];
  throw new Error(`nobody knows this command: ${command}`);
}

const HARMLESS =
  /^(terraform .*(init|plan)\b|kubectl .*(get pods|rollout status|wait --for)|aws eks (describe|create)-addon )/;

/** Terraform makes an association after its role and lets it go before: the order of their references. */
function applied(held: Held, trust: readonly object[], mechanism: string): readonly Held[] {
  const association = mechanism !== 'irsa';
  return [association ? { ...held, trust } : { ...held, association }, { ...held, trust, association }];
}
