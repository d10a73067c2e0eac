/** What a renderer's line says of how it goes. */
export interface ProgressLine {
  /** What it is doing, in its words. */
  readonly status?: string;
  /** Why it has failed, whatever it exits with. */
  readonly failure?: string;
}

/**
 * Reads lines by which renderers tell their progress: Open Job Description's, and Blender's.
 * https://github.com/OpenJobDescription/openjd-specifications/wiki/How-Jobs-Are-Run#stdout-messages
 */
export function readProgressLine(line: string): ProgressLine | undefined {
  const [, kind, text = ''] = /^openjd_(progress|status|fail): ?(.*)$/.exec(line) ?? [];
  switch (kind) {
    case 'progress':
      return { status: `${text} %` };
    case 'status':
      return { status: text };
    case 'fail':
      return { failure: text };
    default:
      return undefined;
  }
}
