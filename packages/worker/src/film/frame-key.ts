/** Where a frame is kept: `frames/frame-000001.png`, and `frames/frame--00001.png` for frame -1. */
export function frameKey(frame: number, format: string): string {
  const sign = frame < 0 ? '-' : '';
  return `frames/frame-${sign}${String(Math.abs(frame)).padStart(6 - sign.length, '0')}.${format}`;
}
