import { type Form, type Level, type Question, type Scope, WORDS } from '../question.js';

const TOPIC = 'Network';

const provisions = (scope: Scope) => scope.get('cluster.provision') !== false;
const hasVpc = (scope: Scope) => scope.get('@network') === 'existing';

/** `us-east-1a=subnet-…` pairs, in either order and with almost any separator. */
const SUBNETS: Form = {
  parse: (text) => {
    const words = text.split(/[\s,;=:]+/).filter((word) => word !== '');
    const pairs: { id: string; availabilityZone: string }[] = [];
    for (let index = 0; index < words.length; index += 2) {
      const pair = [words[index] ?? '', words[index + 1] ?? ''];
      const id = pair.find((word) => word.startsWith('subnet-')) ?? pair[1] ?? '';
      pairs.push({ id, availabilityZone: (pair[0] === id ? pair[1] : pair[0]) ?? '' });
    }
    return pairs;
  },
  format: (value) =>
    (value as readonly { readonly id: string; readonly availabilityZone: string }[])
      .map(({ id, availabilityZone }) => `${availabilityZone}=${id}`)
      .join(', '),
};

function subnetsExample(scope: Scope): string {
  const region = scope.get('cluster.region') ?? 'us-east-1';
  return `${region}a=subnet-0aaaaaaaaaaaaaaa1, ${region}b=subnet-0aaaaaaaaaaaaaaa2`;
}

/** What a standard gives can be another one, but not none. */
const isHouseVpc = (scope: Scope) => scope.standard('cluster.vpc.id') !== undefined;

const askedOfVpc = (scope: Scope): Level => (isHouseVpc(scope) ? 'customise' : 'always');

/** What is asked about the network of a new cluster. */
export const NETWORK: readonly Question[] = [
  {
    key: '@network',
    kind: 'choice',
    topic: TOPIC,
    label: 'VPC',
    message: 'Which network does the cluster get?',
    help: 'eksctl can make a VPC with public and private subnets, or use one that you have.',
    asked: 'customise',
    when: provisions,
    fallback: (scope) => ({ value: isHouseVpc(scope) ? 'existing' : 'eksctl' }),
    read: (scope) => ((scope.get('cluster.vpc') ?? null) === null ? undefined : 'existing'),
    choices: (scope) => [
      ...(isHouseVpc(scope) ? [] : [{ value: 'eksctl', name: 'eksctl makes a VPC' }]),
      { value: 'existing', name: 'a VPC that exists', note: 'its id and subnets are asked next' },
    ],
  },
  {
    key: 'cluster.vpc.id',
    kind: 'text',
    topic: TOPIC,
    label: 'VPC id',
    message: 'Id of the VPC',
    help: 'The cluster and its nodes are placed in it; `aws ec2 describe-vpcs` lists yours.',
    example: 'vpc-0a1b2c3d4e5f67890',
    asked: askedOfVpc,
    when: hasVpc,
    owns: 'cluster.vpc',
  },
  {
    key: 'cluster.vpc.privateSubnets',
    kind: 'text',
    form: SUBNETS,
    topic: TOPIC,
    label: 'Private subnets',
    message: 'Private subnets, as zone=subnet',
    help: 'Nodes go here when there are any: two at least, in different zones. Empty: only public ones.',
    example: subnetsExample,
    asked: askedOfVpc,
    when: hasVpc,
    optional: true,
  },
  {
    key: 'cluster.vpc.publicSubnets',
    kind: 'text',
    form: SUBNETS,
    topic: TOPIC,
    label: 'Public subnets',
    message: 'Public subnets, as zone=subnet',
    help: 'Load balancers that face the internet need them: two at least, in different zones.',
    example: subnetsExample,
    asked: askedOfVpc,
    when: hasVpc,
    optional: (scope) => scope.get('cluster.vpc.privateSubnets') !== null,
  },
  {
    key: 'cluster.availabilityZones',
    kind: 'text',
    form: WORDS,
    topic: TOPIC,
    label: 'Zones',
    message: 'Availability zones',
    help: 'eksctl chooses zones by itself; name two or more where some of them lack capacity.',
    example: (scope) =>
      `${scope.get('cluster.region') ?? 'us-east-1'}a, ${scope.get('cluster.region') ?? 'us-east-1'}b`,
    asked: 'review',
    optional: true,
  },
];
