const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/**
 * A short suffix that keeps shortened names apart: FNV-1a, 64 bits, 13 characters of `[0-9a-z]`.
 * It never changes for the same text; it guards against accidents, not against attackers.
 */
export function stableHash(text: string): string {
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(text)) {
    hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  }
  return hash.toString(36).padStart(13, '0');
}
