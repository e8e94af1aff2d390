const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A resource quantity, without sign: a decimal number and a suffix. Source: apimachinery `pkg/api/resource`. */
export const QUANTITY = /^(\d+(?:\.\d*)?|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

/** The number that a quantity stands for (cores, bytes); undefined when it is no quantity. */
export function parseQuantity(text: string): number | undefined {
  const [, digits, suffix = '', exponent = '0'] = QUANTITY.exec(text) ?? [];
  const factor = FACTORS[suffix];
  return digits === undefined || factor === undefined
    ? undefined
    : Number(digits) * factor * 10 ** Number(exponent);
}

/** Why Kubernetes would refuse a quantity. */
export function checkQuantity(text: string): string | undefined {
  if (parseQuantity(text) !== undefined) return undefined;
  if (/^[\d.]+\s*[kKmMgG][bB]$/.test(text)) return 'Kubernetes has no KB, MB and GB: use Ki, Mi and Gi';
  return 'use a number with a suffix, such as 250m for cpu, 128Mi for memory';
}

/** Why a quantity does not suit its resource, such as `128m` bytes of memory. */
export function checkResourceQuantity(resource: string, text: string): string | undefined {
  const refused = checkQuantity(text);
  if (refused !== undefined) return refused;
  if (resource === 'cpu')
    return /i$/.test(text) ? 'cpu is counted in cores or millicores, such as 250m' : undefined;
  if (/[num]$/.test(text))
    return `${resource} is not counted in thousandths; did you mean ${text.replace(/[num]$/, 'Mi')}?`;
  return undefined;
}

/** Names of resources: the three of every container, huge pages, and extended ones such as `nvidia.com/gpu`. */
export const RESOURCE_NAME =
  /^(?:cpu|memory|ephemeral-storage|hugepages-[0-9]+[KMG]i|(?!kubernetes\.io\/)[a-z0-9.-]+\.[a-z0-9.-]+\/[A-Za-z0-9][A-Za-z0-9_.-]{0,62})$/;

/** Why a container has no such resource. */
export function checkResourceName(name: string): string | undefined {
  return RESOURCE_NAME.test(name)
    ? undefined
    : 'use cpu, memory, ephemeral-storage or an extended resource such as nvidia.com/gpu';
}
