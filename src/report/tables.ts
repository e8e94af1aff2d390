/** Values that stand once each, named by their index. */
export class Table<T> {
  readonly #indices = new Map<string, number>();
  readonly items: T[] = [];

  /** The index of a value, which is added if its like is not there yet. */
  indexOf(value: T): number {
    const key = typeof value === 'string' ? value : JSON.stringify(value);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.items.length);
    return this.items.push(value) - 1;
  }
}
