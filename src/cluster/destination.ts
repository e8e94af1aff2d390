import { type Cidr, contains, parseCidr } from '../aws/cidr.js';
import { AGENT_IPV4, AGENT_IPV6 } from '../aws/pod-identity-agent.js';

/** Where pods have to get to for their credentials, by TCP. */
export interface Destination {
  /** For people: `169.254.170.23, port 80`. */
  readonly name: string;
  readonly port: number;
  /** Whether it may be in a network; undefined stands for one that is not of IPv4. */
  mayBeIn(network: Cidr | undefined): boolean;
  /** Whether it certainly is. */
  isIn(network: Cidr | undefined): boolean;
  /** What lets pods get there. */
  readonly fix: string;
}

/** The agent of EKS Pod Identity on the pod's node. */
export const AGENT_ADDRESS: Destination = {
  name: `${AGENT_IPV4}, port 80`,
  port: 80,
  mayBeIn: (network) => network === undefined || contains(network, AGENT_IPV4),
  isIn: (network) => network !== undefined && contains(network, AGENT_IPV4),
  fix: `add an egress rule to ${AGENT_IPV4}/32 (and ${AGENT_IPV6}/128), TCP port 80`,
};

/** Networks that no endpoint of AWS is in: the node's own addresses. */
const OWN = ['169.254.0.0/16', '127.0.0.0/8'].map(parseCidr);

/**
 * STS, which takes the token of IRSA: at public addresses, or at any of the VPC where an endpoint has one.
 * https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html (2026-11)
 */
export const STS: Destination = {
  name: 'STS, port 443',
  port: 443,
  mayBeIn: (network) => network === undefined || !OWN.some((own) => own !== undefined && holds(own, network)),
  isIn: () => false,
  fix: 'add an egress rule for TCP port 443, to all addresses or to those of the VPC endpoint of STS',
};

function holds(network: Cidr, { address, bits }: Cidr): boolean {
  const size = 2 ** (32 - network.bits);
  return bits >= network.bits && Math.floor(address / size) === Math.floor(network.address / size);
}
