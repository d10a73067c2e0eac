import { expect, test } from 'vitest';
import { isWholeExr } from '../../src/pictures/is-whole-exr.js';

test('an EXR file whose header leads backwards is not whole', () => {
  const name = Buffer.from('a\0int\0', 'latin1');
  const header = Buffer.alloc(64);
  header.writeUInt32LE(0x01312f76, 0);
  header.writeUInt32LE(2, 4);
  name.copy(header, 8);
  header.writeInt32LE(-10, 8 + name.length);
  expect(isWholeExr(header)).toBe(false);
});
