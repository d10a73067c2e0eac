/** What a renderer's line says of how it goes. */
export interface ProgressLine {
  /** What it is doing, in its words. */
  readonly status?: string;
  /** How far it has come, which some say many times a second. */
  readonly progress?: string;
  /** Why it has failed, whatever it exits with. */
  readonly failure?: string;
}

/**
 * Reads lines by which renderers tell their progress: Open Job Description's, and Blender's, as in
 * `Fra:17 Mem:9.1M (Peak 10.8M) | Time:00:04.02 | Remaining:01:20.50 | Scene, ViewLayer | Sample 3/128`.
 * https://github.com/OpenJobDescription/openjd-specifications/wiki/How-Jobs-Are-Run#stdout-messages
 */
export function readProgressLine(line: string): ProgressLine | undefined {
  const [, frame] = /^Fra:(-?[0-9]+) /.exec(line) ?? [];
  if (frame !== undefined) return { progress: describeBlender(frame, line.split(' | ')) };
  const [, kind, text = ''] = /^openjd_(progress|status|fail): ?(.*)$/.exec(line) ?? [];
  switch (kind) {
    case 'progress':
      return { progress: `${text} %` };
    case 'status':
      return { status: text };
    case 'fail':
      return { failure: text };
    default:
      return undefined;
  }
}

function describeBlender(frame: string, parts: readonly string[]): string {
  const remaining = parts.find((part) => part.startsWith('Remaining:'));
  return [`frame ${frame}`, parts.at(-1), ...(remaining === undefined ? [] : [remaining])].join(', ');
}
