/** An IPv4 network. */
export interface Cidr {
  readonly address: number;
  /** 0–32. */
  readonly bits: number;
}

/** `10.0.0.0/8`, or an address alone; undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = '', bits = '32'] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const number = addressOf(address);
  return number === undefined || Number(bits) > 32 ? undefined : { address: number, bits: Number(bits) };
}

/** Whether a network holds an address. */
export function contains({ address, bits }: Cidr, text: string): boolean {
  const number = addressOf(text);
  const size = 2 ** (32 - bits);
  return number !== undefined && Math.floor(number / size) === Math.floor(address / size);
}

function addressOf(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/**
 * Why text is no network as a NetworkPolicy and EKS take it: an IPv4 or IPv6 address and a number of bits, with nothing
 * set beyond them, which newer versions of Kubernetes refuse.
 */
export function checkNetwork(text: string): string | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const bits = address.includes(':') ? bitsOfIpv6(address) : bitsOfIpv4(address);
  if (bits === undefined || Number(length) > bits.length)
    return 'use an address with a number of bits, such as 10.0.0.0/16';
  return bits.includes('1', Number(length))
    ? `the address has bits beyond the first ${length}: use the first address of the network`
    : undefined;
}

/** What no address of the internet is in (RFC 1918). */
const PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** Why EKS does not let text be a network that reaches the public endpoint of a cluster of the IPv4 family. */
export function checkPublicNetwork(text: string): string | undefined {
  const fault = checkNetwork(text);
  if (fault !== undefined) return fault;
  const network = parseCidr(text);
  if (network === undefined) return 'use an IPv4 network';
  const [address = ''] = text.split('/');
  return PRIVATE_NETWORKS.some((each) => contains(parseCidr(each) as Cidr, address))
    ? 'use the public addresses from which people and CI come: private ones never reach the internet'
    : undefined;
}

function bitsOfIpv4(address: string): string | undefined {
  const parts = address.split('.');
  const right =
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return right ? parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('') : undefined;
}

function bitsOfIpv6(address: string): string | undefined {
  const [before = [], after, ...more] = address
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':')));
  const left = 8 - before.length - (after?.length ?? 0);
  if (more.length > 0 || (after === undefined ? left !== 0 : left < 1)) return undefined;
  const groups = [...before, ...new Array<string>(left).fill('0'), ...(after ?? [])];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
    : undefined;
}
