/** A tone of 440 Hz as a WAV file of 8,000 samples a second. */
export function toneWav(seconds: number): Buffer {
  const samples = Int16Array.from(
    { length: seconds * 8_000 },
    (_, at) => 8_000 * Math.sin((at * 440 * 2 * Math.PI) / 8_000),
  );
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}
