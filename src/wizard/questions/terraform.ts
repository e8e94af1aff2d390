import { TERRAFORM_DEFAULTS } from '../../spec/built-in.js';
import { stateKey } from '../../spec/state-key.js';
import { lastAnswer, PAIRS, type Question, type Scope } from '../question.js';

const TOPIC = 'Output';

const inS3 = (scope: Scope) => scope.get('terraform.backend.type') === 's3';

/** What a backend that somebody else has written leaves out may come from the environment, or be meant to stay out. */
const ofOurBackend = (field: string) => (scope: Scope) => {
  const isSaid = (path: string) => scope.given(path) !== undefined || scope.standard(path) !== undefined;
  return inS3(scope) && (!isSaid('terraform.backend.type') || isSaid(`terraform.backend.config.${field}`));
};

function derivedKey(scope: Scope) {
  const text = (path: string) => String(scope.get(path) ?? '');
  const cluster = {
    accountId: text('cluster.accountId'),
    region: text('cluster.region'),
    name: text('cluster.name'),
  };
  const workload = { namespace: text('workloads[0].namespace'), name: text('workloads[0].name') };
  return { value: stateKey({ cluster, workload }) };
}

/** What is asked about Terraform's state. */
const STATE: readonly Question[] = [
  {
    key: 'terraform.backend.type',
    kind: 'choice',
    topic: TOPIC,
    label: 'State',
    message: 'Where does Terraform keep its state?',
    help: 'Whoever applies the files needs it: without it Terraform knows nothing of what it has made.',
    asked: 'customise',
    optional: true,
    owns: 'terraform.backend',
    fallback: () => ({ value: null }),
    choices: (scope) => {
      const current = scope.get('terraform.backend.type');
      const other =
        typeof current === 'string' && current !== 's3' ? [{ value: current, name: current }] : [];
      return [
        { value: null, name: 'in its folder on this machine', note: 'enough for a trial; git ignores it' },
        {
          value: 's3',
          name: 'in an S3 bucket',
          note: 'all share it, and S3 itself locks it: Terraform 1.10 or later',
        },
        ...other,
      ];
    },
  },
  {
    key: 'terraform.backend.config.bucket',
    kind: 'text',
    topic: TOPIC,
    label: 'State bucket',
    message: 'S3 bucket for the state',
    help: 'It exists already, with versioning; empty: whoever runs `terraform init` names it.',
    example: 'acme-tfstate',
    asked: (scope) =>
      scope.standard('terraform.backend.config.bucket') === undefined ? 'always' : 'customise',
    when: inS3,
    optional: true,
  },
  {
    key: 'terraform.backend.config.key',
    kind: 'text',
    topic: TOPIC,
    label: 'State key',
    message: 'Name of the state in the bucket',
    help: 'Each irsa.yaml has its own: two that share one destroy what the other has made.',
    example: 'demo-k8s/irsa.tfstate',
    asked: 'customise',
    when: (scope) => inS3(scope) && typeof scope.get('terraform.backend.config.bucket') === 'string',
    fallback: derivedKey,
  },
  {
    key: 'terraform.backend.config.region',
    kind: 'text',
    topic: TOPIC,
    label: 'State region',
    message: 'Region of the bucket for the state',
    help: 'Not always that of the cluster.',
    example: 'eu-central-1',
    asked: 'review',
    when: ofOurBackend('region'),
    fallback: (scope) => ({ value: scope.get('cluster.region') ?? null }),
    optional: true,
  },
  {
    key: 'terraform.backend.config.use_lockfile',
    kind: 'confirm',
    topic: TOPIC,
    label: 'State lock',
    message: 'Should S3 lock the state?',
    help: 'By a file beside it, so that two runs do not mix: Terraform 1.10 or later.',
    asked: 'review',
    when: ofOurBackend('use_lockfile'),
    fallback: () => ({ value: true }),
  },
];

/** What is asked about the files. */
export const TERRAFORM: readonly Question[] = [
  {
    key: 'terraform.syntax',
    kind: 'choice',
    topic: TOPIC,
    label: 'Terraform',
    message: 'HCL or JSON for Terraform?',
    help: 'Both say the same; people read HCL, programs write JSON.',
    asked: 'customise',
    fallback: (scope) => {
      const decidesAll = String(scope.get('@start')).endsWith('customise');
      const last = decidesAll ? lastAnswer(scope, 'terraform.syntax') : undefined;
      return last ?? { value: TERRAFORM_DEFAULTS.syntax };
    },
    choices: () => [
      { value: 'hcl', name: 'HCL', note: 'terraform/*.tf' },
      { value: 'json', name: 'JSON', note: 'terraform-json/*.tf.json, made with CDKTF' },
      { value: 'both', name: 'both, of which you apply one' },
    ],
  },
  {
    key: 'terraform.layout',
    kind: 'choice',
    topic: TOPIC,
    label: 'Layout',
    message: 'Is it applied by itself, or called as a module?',
    help: 'A root module has a provider block; a module gets its provider from the caller.',
    asked: 'customise',
    fallback: () => ({ value: TERRAFORM_DEFAULTS.layout }),
    choices: () => [
      { value: 'root', name: 'by itself (root module)' },
      { value: 'module', name: 'called as a module' },
    ],
  },
  ...STATE,
  {
    key: 'tags',
    kind: 'text',
    form: PAIRS,
    topic: TOPIC,
    label: 'Tags',
    message: 'Tags on every AWS resource, as key=value',
    help: 'Cost reports and policies of your organisation may ask for some; empty: none.',
    example: 'team=web, cost-center=0420',
    asked: 'customise',
    optional: true,
  },
];

/** Whether there is one more workload. */
export const MORE: readonly Question[] = [
  {
    key: 'workloads[].@more',
    kind: 'confirm',
    topic: TOPIC,
    label: 'More workloads',
    message: 'Another workload?',
    help: 'Each workload has a service account and access of its own, in the same cluster.',
    asked: 'customise',
    hidden: true,
    element: { noun: 'workload', called: (scope) => scope.get('workloads[].name') },
    fallback: () => ({ value: false }),
    read: (scope) =>
      scope.get(`workloads[${(scope.indexes[0] ?? 0) + 1}]`) === undefined ? undefined : true,
  },
];
