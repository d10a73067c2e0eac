// A helper process, which starts jobs: starting a process takes the longer the more memory its parent has.
import { runContainer } from './runners/containers/run-container.js';
import type { RunningTask } from './runners/runner.js';
import type { HelperReport, HelperRequest, SpawnOrder } from './runners/spawner/messages.js';
import { Outbox } from './runners/spawner/outbox.js';
import { runProcess } from './runners/spawner/run-process.js';
import { StraySweep } from './runners/spawner/stray-sweep.js';
import { TemporaryFolders, temporaryRoot } from './runners/spawner/temporary-folders.js';

const running = new Map<number, RunningTask>();
const reports = new Outbox<HelperReport>((messages) => {
  // Without a server nobody is left to tell.
  process.send?.(messages, () => {});
});
const sweep = new StraySweep((jobIds) => reports.add({ kind: 'swept', jobIds }));
const temporaryFolders = new TemporaryFolders(temporaryRoot(process.env.AWS_BATCH_JOB_ID ?? 'helper'));

process.on('message', (requests: readonly HelperRequest[]) => {
  for (const request of requests) take(request);
});

function take(request: HelperRequest): void {
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
    reports.add({ kind: 'ended', task, ending });
  });
}

function run(task: number, order: SpawnOrder): RunningTask {
  const onStarted = (groupId: number) => reports.add({ kind: 'started', task, groupId });
  switch (order.kind) {
    case 'process':
      return runProcess(order, onStarted, { sweep, temporaryFolders });
    case 'container':
      return runContainer(order, {
        onClient: (groupId) => reports.add({ kind: 'client', task, groupId }),
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
    .then(() => temporaryFolders.close())
    .finally(() => process.exit());
});
