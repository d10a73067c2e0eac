import { setImmediate as nextPass } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Broadcast } from '../../src/engine/broadcast.js';

const DONE = { done: true, value: undefined };

describe('a reader of a broadcast', () => {
  test('is forgotten when it returns before it has read anything', async () => {
    const broadcast = new Broadcast<number>();
    const reader = broadcast.read();
    broadcast.send(1);
    expect(await reader.return?.()).toEqual(DONE);
    expect(broadcast.hasReaders).toBe(false);
    expect(await reader.next()).toEqual(DONE);
  });

  test('is forgotten when it returns while it waits, which ends the waiting', async () => {
    const broadcast = new Broadcast<number>();
    const reader = broadcast.read();
    let isOver = false;
    const waiting = reader.next().then((result) => {
      isOver = true;
      return result;
    });
    await reader.return?.();
    await nextPass();
    expect([isOver, broadcast.hasReaders]).toEqual([true, false]);
    expect(await waiting).toEqual(DONE);
  });

  test('is forgotten when its loop is left, and others read on', async () => {
    const broadcast = new Broadcast<number>();
    const [first, second] = [broadcast.read(), broadcast.read()];
    for (const value of [1, 2, 3]) broadcast.send(value);
    for await (const value of first) if (value === 2) break;
    expect([await second.next(), await second.next(), await second.next()]).toMatchObject(
      [1, 2, 3].map((value) => ({ value })),
    );
    await second.return?.();
    expect(broadcast.hasReaders).toBe(false);
  });

  test('takes 100,000 values that wait, and is told when it has fallen further behind', async () => {
    const broadcast = new Broadcast<number>();
    const reader = broadcast.read();
    for (let value = 0; value < 100_001; value++) broadcast.send(value);
    expect(broadcast.hasReaders).toBe(false);
    for (let value = 0; value < 100_000; value++) await reader.next();
    await expect(reader.next()).rejects.toMatchObject({
      code: 'ServerException',
      message: 'The reader of events fell 100000 behind; read faster',
    });
    expect(await reader.next()).toEqual(DONE);
  });

  test('gets what is left when all ends, and nothing when it comes later', async () => {
    const broadcast = new Broadcast<number>();
    const reader = broadcast.read();
    broadcast.send(1);
    broadcast.end();
    expect([await reader.next(), await reader.next()]).toEqual([{ done: false, value: 1 }, DONE]);
    expect(await broadcast.read().next()).toEqual(DONE);
  });
});
