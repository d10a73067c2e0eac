import { FRAME_FORMATS } from '../packages/worker/src/pictures/frame-format.js';
import { readSettings } from '../packages/worker/src/settings/read-settings.js';
import type { Settings } from '../packages/worker/src/settings/settings.js';
import { unusedSettings } from '../packages/worker/src/settings/unused-settings.js';
import { type RendererGuide, renderers } from './renderer-guide.js';

/** A job that may have EXR frames, because it makes no video, and has what not every renderer makes use of. */
const JOB = {
  ...{ JOB_TYPE: 'render', RUN_ID: 'film', OUTPUT_URI: 'file:///renders', TOTAL_FRAMES: '9' },
  ...{ FRAMES_PER_RENDER_JOB: '9', VIDEO_CODEC: 'none', SCENE_URI: 'file:///shot' },
  ...{ RENDER_STALL_SECONDS: '60', FRAME_TIMEOUT_SECONDS: '60' },
};

/** The table of renderers of docs/worker.md: what each takes as the worker's checks say, how it works from the guide. */
export function rendererTable(): string {
  const head = [
    '| `RENDERER` | `FRAME_FORMAT` | how it is called | `SCENE_URI` | size of a frame | a sign of life | what has `FRAME_TIMEOUT_SECONDS` |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  return [...head, ...renderers.map(row)].join('\n');
}

function row(guide: RendererGuide): string {
  const { given, use, called } = guide;
  const cells = [
    [`\`${given.RENDERER}\``, use].filter(Boolean).join(' '),
    FRAME_FORMATS.filter((format) => isTaken(guide, { FRAME_FORMAT: format }))
      .map((format) => `\`${format}\``)
      .join(', '),
    called,
    sceneOf(guide),
    sizeOf(guide),
    isUnused(guide, 'RENDER_STALL_SECONDS') ? 'needs none' : told(guide.signOfLife),
    isUnused(guide, 'FRAME_TIMEOUT_SECONDS') ? 'nothing' : told(guide.timed),
  ];
  return `| ${cells.join(' | ')} |`;
}

function sceneOf(guide: RendererGuide): string {
  if (!isTaken(guide, { SCENE_URI: undefined })) return 'required';
  const isNeverRead = guide.scene === undefined && isUnused(guide, 'SCENE_URI');
  return isNeverRead ? 'not read' : told(guide.scene);
}

function sizeOf(guide: RendererGuide): string {
  const { width, height } = settingsOf(guide);
  return width === undefined ? told(guide.size) : `\`WIDTH\` and \`HEIGHT\`, else ${width} × ${height}`;
}

type Variables = Readonly<Record<string, string | undefined>>;

function settingsOf({ given, check }: RendererGuide, other: Variables = {}): Settings {
  const settings = readSettings({ ...JOB, ...given, ...other });
  check?.(settings);
  return settings;
}

function isTaken(guide: RendererGuide, other: Variables): boolean {
  try {
    return settingsOf(guide, other) !== undefined;
  } catch {
    return false;
  }
}

function isUnused(guide: RendererGuide, name: string): boolean {
  return unusedSettings(settingsOf(guide)).some((reason) => reason.split(/,? /).includes(name));
}

function told(text: string | undefined): string {
  if (text === undefined) throw new Error('scripts/renderer-guide.ts lacks what the worker does not tell');
  return text;
}
