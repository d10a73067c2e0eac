import { readExrHeader } from './read-exr-header.js';

/** Channels that ffmpeg shows by themselves: colours, or nothing but brightness. */
const PLAIN_CHANNEL = /^[RGBY]$/i;
/** How renderers call the layer that is the picture: Blender, Arnold and V-Ray, many others. */
const PICTURE_LAYER = /(^|\.)(combined|rgba?|beauty)$/i;

/**
 * Which layer of an OpenEXR file is its picture: ffmpeg shows none of those that a compositor's file has unless it is named.
 *
 * @returns Its name, such as `ViewLayer.Combined`; undefined where the file's own colours are the picture.
 */
export function pictureLayerOf(data: Uint8Array): string | undefined {
  const channels = channelsIn(readExrHeader(data)?.attributes.get('channels') ?? Buffer.alloc(0));
  if (channels.some((channel) => PLAIN_CHANNEL.test(channel))) return undefined;
  const layers = [...new Set(channels.map((channel) => channel.slice(0, channel.lastIndexOf('.'))))];
  const coloured = layers.filter((layer) =>
    ['R', 'G', 'B'].every((colour) =>
      channels.some((channel) => channel.toUpperCase() === `${layer}.${colour}`.toUpperCase()),
    ),
  );
  return coloured.find((layer) => PICTURE_LAYER.test(layer)) ?? coloured[0];
}

/** The names in a list of channels, each followed by 16 bytes. https://openexr.com/en/latest/OpenEXRFileLayout.html#chlist */
function channelsIn(list: Buffer): string[] {
  const names: string[] = [];
  for (let position = 0; position < list.length && list[position] !== 0; ) {
    const end = list.indexOf(0, position);
    if (end === -1) break;
    names.push(list.toString('latin1', position, end));
    position = end + 1 + 16;
  }
  return names;
}
