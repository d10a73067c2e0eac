// The helper process that starts all jobs: starting a process takes the longer the more memory its parent has.
import { runContainer } from './runners/containers/run-container.js';
import type { RunningTask } from './runners/runner.js';
import type { SpawnerReport, SpawnerRequest, SpawnOrder } from './runners/spawner/messages.js';
import { runProcess } from './runners/spawner/run-process.js';
import { StraySweep } from './runners/spawner/stray-sweep.js';

const running = new Map<number, RunningTask>();
const sweep = new StraySweep();

function report(message: SpawnerReport): void {
  // Without a server nobody is left to tell.
  process.send?.(message, () => {});
}

process.on('message', (request: SpawnerRequest) => {
  const { task } = request;
  if (request.kind === 'stop') {
    running.get(task)?.stop(request.graceSeconds);
    return;
  }
  if (request.kind === 'kill') {
    running.get(task)?.kill();
    return;
  }
  const started = run(task, request.order);
  running.set(task, started);
  void started.ended.then((ending) => {
    running.delete(task);
    report({ kind: 'ended', task, ending });
  });
});

function run(task: number, order: SpawnOrder): RunningTask {
  const onStarted = (groupId: number) => report({ kind: 'started', task, groupId });
  switch (order.kind) {
    case 'process':
      return runProcess(order, onStarted, sweep);
    case 'container':
      return runContainer(order, {
        onClient: (groupId) => report({ kind: 'client', task, groupId }),
        onStarted,
      });
  }
}

// The server has ended, perhaps by a SIGKILL: its jobs must not outlive it.
process.once('disconnect', () => {
  const tasks = [...running.values()];
  for (const task of tasks) task.kill();
  void Promise.all(tasks.map(({ ended }) => ended))
    .then(() => sweep.finish())
    .finally(() => process.exit());
});
