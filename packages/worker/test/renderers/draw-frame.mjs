// A renderer for tests: draws a picture in one grey for each frame it is told, and does what else it is told.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const [, , what, output, first = '1', last = first, step = '1'] = process.argv;
const [width, height] = (process.env.SIZE ?? '64x48').split('x').map(Number);

for (
  let frame = Number(first);
  Number(step) > 0 ? frame <= Number(last) : frame >= Number(last);
  frame += Number(step)
) {
  if (process.env.TRIES !== undefined) appendFileSync(process.env.TRIES, `${frame}\n`);
  if (process.env.BAD_FRAMES?.split(',').includes(String(frame))) process.exit(3);
  switch (what) {
    case 'file':
      writeFileSync(output, draw(frame));
      break;
    case 'folder':
      mkdirSync(output, { recursive: true });
      writeFileSync(join(output, `shot.${frame}.png`), draw(frame));
      writeFileSync(join(output, `shot.${frame}.depth.png`), draw(frame + 100));
      await new Promise((resolve) => setTimeout(resolve, 100));
      break;
    case 'layers': {
      // Layers in folders beside the picture, as some renderers name them.
      const folder = `${dirname(output)}/depth.${String(frame).padStart(6, '0')}`;
      mkdirSync(join(folder, 'left'), { recursive: true });
      writeFileSync(output, draw(frame));
      writeFileSync(join(folder, 'z.png'), draw(frame + 100));
      writeFileSync(join(folder, 'left/z.png'), draw(frame + 100));
      if (process.env.LINK !== undefined) symlinkSync(process.env.LINK, join(folder, 'linked'));
      if (process.env.PIPE !== undefined)
        spawnSync('mkfifo', [join(folder, process.env.PIPE)], { stdio: 'inherit', timeout: 10_000 });
      break;
    }
    case 'unnumbered':
      // Names that say nothing of the frame, whose folder says it all.
      writeFileSync(output, draw(frame));
      writeFileSync(join(dirname(output), 'z.png'), draw(frame + 100));
      writeFileSync(join(dirname(output), 'cryptomatte.json'), '{}');
      break;
    case 'second-pass':
      // Its layers come in a second pass; with ROUGH its pictures, too.
      writeFileSync(join(output, `shot.${frame}.png`), draw(frame));
      await new Promise((resolve) => setTimeout(resolve, 700));
      if (frame === Number(last)) {
        for (let again = Number(first); again <= frame; again += 1) {
          writeFileSync(join(output, `shot.${again}.depth.exr`), 'depth');
          writeFileSync(join(output, `shot.${again}.normal.png`), draw(again));
          if (process.env.ROUGH !== undefined)
            writeFileSync(join(output, `shot.${again}.png`), draw(again + 9));
        }
      }
      break;
    case 'litter':
      writeFileSync(join(tmpdir(), `litter-${frame}`), 'x');
      writeFileSync(output, draw(frame));
      break;
    case 'empty':
      writeFileSync(output, '');
      break;
    case 'half':
      writeFileSync(output, draw(frame).subarray(0, 60));
      break;
    case 'lie':
      // As large as its header says, it would have no room in memory.
      writeFileSync(output, draw(frame, 1));
      break;
    case 'into a folder':
      mkdirSync(output);
      writeFileSync(join(output, `shot.${frame}.png`), draw(frame));
      break;
    case 'fifo':
      spawnSync('mkfifo', [output], { stdio: 'inherit', timeout: 10_000 });
      break;
    case 'nothing':
      break;
    case 'crash':
      for (let line = 1; line <= 30; line += 1) console.log(`line ${line}`);
      process.exit(3);
      break;
    case 'licence':
      console.error('no licence is free at the server');
      process.exit(1);
      break;
    case 'fail':
      console.log('openjd_fail: the light was off');
      break;
    case 'signal':
      // What Spot does to its worker, once and in the middle of a chunk.
      if (process.env.AWS_BATCH_JOB_ATTEMPT === '1' && frame === 3) {
        process.kill(process.ppid, process.env.SIGNAL);
        setInterval(() => undefined, 1_000);
      } else writeFileSync(output, draw(frame));
      break;
    case 'broken-first':
      writeFileSync(join(output, `shot.${frame}.png`), frame === Number(first) ? 'x' : draw(frame));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      break;
    case 'slow':
      writeFileSync(join(output, `shot.${frame}.png`), draw(frame));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      break;
    case 'dots':
      for (let dot = 0; dot < 15; dot += 1) {
        process.stdout.write('.');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      writeFileSync(output, draw(frame));
      break;
    case 'set-back': {
      // The clock is set back an hour while the second picture is drawn.
      const file = join(output, `shot.${frame}.png`);
      if (frame === Number(first)) writeFileSync(file, draw(frame));
      else {
        writeFileSync(file, draw(frame).subarray(0, 60));
        const then = Date.now() / 1_000 - 3_600;
        utimesSync(file, then, then);
        await new Promise((resolve) => setTimeout(resolve, 1_600));
        writeFileSync(file, draw(frame));
      }
      break;
    }
    case 'stubborn':
      // Goes on drawing what is no picture, whoever asks it to stop.
      process.on('SIGTERM', () => undefined);
      console.log(`openjd_status: ${process.pid}`);
      setInterval(() => {
        try {
          writeFileSync(join(output, `shot.${frame++}.png`), 'x');
        } catch {
          // The folder has gone.
        }
      }, 300);
      await new Promise(() => undefined);
      break;
    case 'hang':
      console.log(`openjd_status: ${process.pid}`);
      setInterval(() => undefined, 1_000);
      process.on('SIGTERM', () => undefined);
      break;
    case 'flood':
      for (let line = 0; line < 200_000; line += 1) process.stdout.write('x'.repeat(1_000));
      writeFileSync(output, draw(frame));
      break;
    default:
      throw new Error(`unknown: ${what}`);
  }
}

function draw(frame, drawnRows = height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const rows = Buffer.alloc(drawnRows * (width + 1), frame % 256);
  for (let row = 0; row < drawnRows; row += 1) rows[row * (width + 1)] = 0;
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

function chunk(type, data) {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
  return whole;
}
