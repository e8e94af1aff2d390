import { type EnvFact, type Inventory, ifKnown, type PodFact } from '../readers/index.js';

/**
 * The Secret or ConfigMap that sets a variable where there is one, while the container starts without it where there is none;
 * undefined of one that is among the files, by itself or as what a controller makes a Secret of.
 */
export function optionalSource(
  { kubernetesObjects }: Inventory,
  { namespace }: PodFact,
  { optionalFrom }: EnvFact,
): string | undefined {
  if (optionalFrom === undefined) return undefined;
  const { kind, name } = optionalFrom;
  const isThere = kubernetesObjects.some(
    (object) =>
      ifKnown(object.objectKind)?.endsWith(kind) === true &&
      ifKnown(object.name) === name &&
      [undefined, ifKnown(namespace)].includes(ifKnown(object.namespace)),
  );
  return isThere ? undefined : `${kind} ${name}`;
}
