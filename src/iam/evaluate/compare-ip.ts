import type { ValueComparison } from './compare-string.js';
import { textOf } from './variables.js';

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/**
 * `IpAddress`: the request's address lies in the policy's CIDR range; a range without a prefix length is one
 * address, and IPv4 never lies in an IPv6 range.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export const ipAddress: ValueComparison = (policyValue, requested) => {
  const [network, length, ...rest] = textOf(policyValue).split('/');
  const range = parseAddress(network ?? '');
  const address = parseAddress(requested);
  if (range === undefined || address === undefined || rest.length > 0) return undefined;
  const prefix = length === undefined ? range.bits : parsePrefix(length, range.bits);
  if (prefix === undefined) return undefined;
  if (range.bits !== address.bits) return false;
  const hostBits = BigInt(range.bits - prefix);
  return range.value >> hostBits === address.value >> hostBits;
};

function parsePrefix(text: string, bits: number): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= bits ? Number(text) : undefined;
}

function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Address | undefined {
  const octets = text.split('.');
  // A leading zero is octal to some and decimal to others.
  const isOctet = (text: string) => /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) < 256;
  if (octets.length !== 4 || !octets.every(isOctet)) return undefined;
  return { bits: 32, value: octets.reduce((value, octet) => (value << 8n) + BigInt(octet), 0n) };
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::').map(parseGroups);
  const [head, tail] = halves;
  if (head === undefined || halves.length > 2 || halves.includes(undefined)) return undefined;
  const given = head.length + (tail?.length ?? 0);
  if (halves.length === 1 ? given !== 8 : given > 7) return undefined;
  const groups = [...head, ...new Array<bigint>(8 - given).fill(0n), ...(tail ?? [])];
  return { bits: 128, value: groups.reduce((value, group) => (value << 16n) + group, 0n) };
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address. */
function parseGroups(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  for (const part of text.split(':')) {
    const embedded = part.includes('.') ? parseIpv4(part) : undefined;
    if (embedded !== undefined) groups.push(embedded.value >> 16n, embedded.value & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
