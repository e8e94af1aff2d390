import { AGENT_IPV4, AGENT_IPV6, PROXY_VARIABLES, sparesAgent } from '../aws/pod-identity-agent.js';
import { type ContainerFact, type EnvFact, fieldOf, type PodFact } from '../readers/index.js';
import { type Obstacle, podName } from './obstacle.js';

/**
 * A proxy that a container's variables name and that is to be asked for the agent's address as well. Not every SDK asks a
 * proxy for it, so it is never certain.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html (2026-11)
 */
export function proxyObstacle(pod: PodFact): Obstacle | undefined {
  for (const container of pod.containers) {
    const proxy = PROXY_VARIABLES.flatMap((name) => variables(container, name)).find(
      ({ value }) => value === undefined || !value.known || value.value !== '',
    );
    if (container.role !== 'main' || proxy === undefined || isSpared(container)) continue;
    const name = proxy.name.known ? proxy.name.value : 'a proxy';
    return {
      ...{ cause: 'proxy', certain: false, place: proxy.place },
      reason: `${podName(pod)} sets ${name} without ${AGENT_IPV4} in NO_PROXY: SDKs that heed it ask the proxy for credentials, which the agent on the node alone can give`,
      fix: `add ${AGENT_IPV4} and [${AGENT_IPV6}] to NO_PROXY and no_proxy`,
    };
  }
  return undefined;
}

/** Whether a container of the pod names a proxy, or may. */
export function hasProxy({ containers }: PodFact): boolean {
  return containers.some(
    (container) =>
      PROXY_VARIABLES.some((name) => variables(container, name).length > 0) || hasEnvFrom(container),
  );
}

const hasEnvFrom = ({ node }: ContainerFact) => fieldOf(node, 'envFrom') !== undefined;

/** Names are read in capitals and in small letters; which of two comes first depends on the program. */
function variables({ env }: ContainerFact, name: string): readonly EnvFact[] {
  return env.filter((item) => item.name.known && [name, name.toLowerCase()].includes(item.name.value));
}

function isSpared(container: ContainerFact): boolean {
  const exceptions = variables(container, 'NO_PROXY');
  return (
    exceptions.length > 0 &&
    exceptions.every(({ value }) => value?.known === true && sparesAgent(value.value))
  );
}
