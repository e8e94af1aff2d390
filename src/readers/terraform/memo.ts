type Slot = { readonly value: unknown } | 'busy';

/** Values by key that are computed once, when they are asked for. */
export class Memo {
  private readonly slots = new Map<string, Slot>();

  /** The value; undefined while the same one is being computed, which is a circle. */
  once<T>(key: string, compute: () => T): T | undefined {
    const slot = this.slots.get(key);
    if (slot === 'busy') return undefined;
    if (slot !== undefined) return slot.value as T;
    this.slots.set(key, 'busy');
    const value = compute();
    this.slots.set(key, { value });
    return value;
  }
}
