import { setImmediate as nextPass } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Runner, TaskEnding } from '../../src/runners/runner.js';
import { WrittenRunner } from '../../src/state/written-runner.js';

const TASK = {
  image: 'image',
  command: [],
  environment: {},
  vcpus: 1,
  memoryMiB: 0,
  logStreamName: 'stream',
};

/** A runner of one task, and what has been done to it. */
function setUp() {
  const done: string[] = [];
  let write: () => void = () => {};
  const written = new Promise<void>((resolve) => {
    write = resolve;
  });
  let end: (ending: TaskEnding) => void = () => {};
  const runner: Runner = {
    start(_, onStarted) {
      done.push('started');
      onStarted();
      const ended = new Promise<TaskEnding>((resolve) => {
        end = resolve;
      });
      return { ended, stop: (seconds) => done.push(`stopped ${seconds}`), kill: () => done.push('killed') };
    },
  };
  const task = new WrittenRunner(runner, () => written).start(TASK, () => done.push('told'));
  return { task, done, write: () => write(), end: (ending: TaskEnding) => end(ending) };
}

describe('WrittenRunner', () => {
  test('starts a task once what was changed before is written, and ends as it does', async () => {
    const { task, done, write, end } = setUp();
    await nextPass();
    expect(done).toEqual([]);
    write();
    await nextPass();
    task.stop(3);
    task.kill();
    expect(done).toEqual(['started', 'told', 'stopped 3', 'killed']);
    end({ exitCode: 7 });
    expect(await task.ended).toEqual({ exitCode: 7 });
  });

  test.each(['stop', 'kill'] as const)('does not start one that is to %s before', async (how) => {
    const { task, done, write } = setUp();
    task[how]();
    write();
    expect(await task.ended).toEqual({});
    expect(done).toEqual([]);
  });
});
