import { AGENT, agentOf, sameCluster } from '../../cluster/index.js';
import type { Inventory, PodIdentityAssociationFact } from '../../readers/index.js';
import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const CLUSTER = `resource "aws_eks_cluster" "demo" {
  name     = "demo"
  role_arn = "arn:aws:iam::111122223333:role/demo-cluster"
  vpc_config {
    subnet_ids = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"]
  }
}

`;
const ADDON = `

resource "aws_eks_addon" "agent" {
  cluster_name = aws_eks_cluster.demo.name
  addon_name   = "${AGENT}"
}`;
const files = (more: string) => [
  roleFile({ trust: podIdentityTrust(), blocks: `${CLUSTER}${association()}${more}` }),
];

export const podIdentityAgentMissing: Rule = {
  id: 'IRSA223',
  name: 'pod-identity-agent-missing',
  severity: 'warning',
  family: 'pod-identity',
  summary: 'A cluster that the files make and that has Pod Identity associations has the agent too.',
  why: 'An association alone gives a pod nothing: the agent on its node hands out the credentials. It is the add-on eks-pod-identity-agent, or a part of Auto Mode.',
  error: 'Unable to locate credentials. You can configure credentials by running "aws configure".',
  fix: 'Add an aws_eks_addon with addon_name eks-pod-identity-agent, unless something else installs the agent.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html',
  examples: { bad: files(''), good: files(ADDON) },
  *check({ inventory }) {
    const seen = new Set<number>();
    for (const item of inventory.podIdentityAssociations) {
      // eksctl refuses such files itself, which is IRSA101's.
      if (item.tool === 'eksctl' || !isOfMadeCluster(inventory, item)) continue;
      const agent = agentOf(inventory, item);
      if (agent.state !== 'missing' || seen.has(agent.obstacle.place.start)) continue;
      seen.add(agent.obstacle.place.start);
      yield {
        place: agent.obstacle.place,
        message: agent.obstacle.reason,
        help: agent.obstacle.fix,
        related: [{ place: item.place, message: 'an association' }],
      };
    }
  },
};

/** Who only adds associations to a cluster leaves its add-ons to others. */
const isOfMadeCluster = (inventory: Inventory, item: PodIdentityAssociationFact) =>
  inventory.clusters.some(
    ({ tool, ownership, id, name }) =>
      tool === 'terraform' &&
      ownership === 'declared' &&
      sameCluster(inventory, item.cluster, { fact: id, value: name }) === 'yes',
  );
