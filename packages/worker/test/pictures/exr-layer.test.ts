import { expect, test } from 'vitest';
import { pictureLayerOf } from '../../src/pictures/exr-layer.js';

test.each([
  [['A', 'B', 'G', 'R', 'ViewLayer.Combined.R'], undefined],
  [['Y'], undefined],
  [
    ['ViewLayer.Combined.B', 'ViewLayer.Combined.G', 'ViewLayer.Combined.R', 'ViewLayer.Depth.Z'],
    'ViewLayer.Combined',
  ],
  [['diffuse.b', 'diffuse.g', 'diffuse.r', 'rgba.b', 'rgba.g', 'rgba.r'], 'rgba'],
  [['depth.Z', 'fog.B', 'fog.G', 'fog.R'], 'fog'],
  [['depth.Z'], undefined],
])('of the channels %s the picture is %s', (channels, layer) => {
  expect(pictureLayerOf(exrWith(channels))).toBe(layer);
});

test('what is no EXR file has no layer', () => {
  expect(pictureLayerOf(Buffer.from('no EXR file'))).toBeUndefined();
  expect(pictureLayerOf(exrWith(['fog.B', 'fog.G', 'fog.R']).subarray(0, 60))).toBeUndefined();
});

/** The header of a file with these channels. */
function exrWith(channels: readonly string[]): Buffer {
  const list = Buffer.concat([
    ...channels.map((channel) => Buffer.concat([Buffer.from(`${channel}\0`), Buffer.alloc(16)])),
    Buffer.alloc(1),
  ]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(list.length);
  const magicAndVersion = Buffer.from([0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0]);
  return Buffer.concat([magicAndVersion, Buffer.from('channels\0chlist\0'), size, list, Buffer.alloc(1)]);
}
