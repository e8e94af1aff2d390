import { contains, parseCidr } from './cidr.js';

/**
 * Where the agent of EKS Pod Identity listens on each node.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html (2026-11)
 */
export const AGENT_IPV4 = '169.254.170.23';

/** The same on nodes with IPv6. */
export const AGENT_IPV6 = 'fd00:ec2::23';

/** Variables that name a proxy for web requests; programs read them in capitals and in small letters. */
export const PROXY_VARIABLES: readonly string[] = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Whether a value of NO_PROXY keeps the agent's address from the proxy; entries are hosts, addresses, networks or `*`. */
export function sparesAgent(noProxy: string): boolean {
  return noProxy.split(/[,\s]+/).some((entry) => {
    if (entry === '*') return true;
    const cidr = parseCidr(entry.replace(/:\d+$/, ''));
    return cidr !== undefined && contains(cidr, AGENT_IPV4);
  });
}
