// The helper process that starts all jobs: starting a process takes the longer the more memory its parent has.
import type { SpawnerReport, SpawnerRequest } from './runners/spawner/messages.js';
import { type RunningProcess, runProcess } from './runners/spawner/run-process.js';

const running = new Map<number, RunningProcess>();

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
  const child = runProcess(request.order, (groupId) => report({ kind: 'started', task, groupId }));
  running.set(task, child);
  void child.ended.then((ending) => {
    running.delete(task);
    report({ kind: 'ended', task, ending });
  });
});

// The server has ended, perhaps by a SIGKILL: its jobs must not outlive it.
process.once('disconnect', () => {
  const children = [...running.values()];
  for (const child of children) child.kill();
  void Promise.all(children.map(({ ended }) => ended)).then(() => process.exit());
});
