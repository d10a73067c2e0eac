import { codecOf } from '../packages/worker/src/video/codecs.js';
import { VIDEO_CODECS, type VideoCodec } from '../packages/worker/src/video/video-settings.js';

/** The table of codecs of docs/worker.md. */
export function codecTable(): string {
  const head = [
    '| `VIDEO_CODEC` | encoder | file | `PIXEL_FORMAT`, the default first | `CRF`; default | `PRESET`, the fastest first; default |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  return [...head, ...VIDEO_CODECS.map(row)].join('\n');
}

function row(name: VideoCodec): string {
  const { encoder, extension, pixelFormats, crf, presets } = codecOf({ codec: name });
  const cells = [
    code(name),
    code(encoder),
    code(`video.${extension}`),
    pixelFormats.map(code).join(', '),
    crf === undefined ? '' : `0 to ${crf.highest}; ${code(String(crf.normal))}`,
    presets === undefined ? '' : `${presets.names.map(code).join(', ')}; ${code(presets.normal)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
