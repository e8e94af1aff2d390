import { TERRAFORM_DEFAULTS } from '../../spec/built-in.js';
import { PAIRS, type Question } from '../question.js';

const TOPIC = 'Output';

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
      const value = decidesAll ? scope.surroundings.last['terraform.syntax'] : undefined;
      return value === undefined
        ? { value: TERRAFORM_DEFAULTS.syntax }
        : { value, origin: 'your last answer' };
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
