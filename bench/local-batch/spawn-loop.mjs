// Starts processes as plainly as Node can, in a process that has loaded nothing else: the measure for what is around it.
// Each message asks for one run and is answered by its milliseconds.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const environment = { PATH: '/usr/local/bin:/usr/bin:/bin' };

process.on('message', async ({ folder, count, atOnce }) => {
  const startedAt = performance.now();
  let started = 0;
  const startNext = (done) => {
    if (started === count) {
      done();
      return;
    }
    const log = openSync(join(folder, `${started}.log`), 'a');
    started += 1;
    const child = spawn('/bin/true', [], {
      detached: true,
      env: environment,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.once('error', (error) => {
      throw error;
    });
    child.once('exit', () => startNext(done));
  };
  await Promise.all(Array.from({ length: atOnce }, () => new Promise(startNext)));
  process.send(performance.now() - startedAt);
});
