const COMPACT_AT = 1024;

/** A first-in, first-out line. Taking is constant time, also with 200,000 waiting, where `Array.shift` is not. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  add(item: T): void {
    this.#items.push(item);
  }

  /** How many are in line. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  /** The first in line, who stays there. */
  peek(): T | undefined {
    return this.#items[this.#head];
  }

  /** All in line, the first first. */
  *[Symbol.iterator](): Generator<T> {
    for (let position = this.#head; position < this.#items.length; position++)
      yield this.#items[position] as T;
  }

  /** Takes the first in line out. */
  take(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    // Who was taken must not be kept in memory until the line is copied.
    this.#items[this.#head] = undefined;
    this.#head++;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
