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
