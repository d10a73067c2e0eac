import { describe, expect, test } from 'vitest';
import { createArguments } from '../../../src/runners/containers/create-arguments.js';
import type { Task } from '../../../src/runners/runner.js';

const TASK: Task = {
  image: 'renderer:5',
  command: ['--frame', '7'],
  environment: { AWS_BATCH_JOB_ID: 'job:3' },
  vcpus: 2,
  memoryMiB: 512,
  logStreamName: 'render/default/attempt',
};
const SETTINGS = { name: 'local-batch-1', variables: ['--env=A'], options: [] };

describe('createArguments', () => {
  test('puts the image behind all options, and the job’s command behind the image', () => {
    const options = ['--volume=/scenes:/scenes:ro', '--cpu-shares=0'];
    expect(createArguments(TASK, { ...SETTINGS, options })).toEqual([
      'create',
      '--name=local-batch-1',
      '--label=local-batch.job=job:3',
      '--network=host',
      '--memory=512m',
      '--memory-swap=512m',
      '--cpu-shares=2048',
      '--log-driver=none',
      '--stop-timeout=0',
      '--pull=never',
      '--env=A',
      '--volume=/scenes:/scenes:ro',
      '--cpu-shares=0',
      '--',
      'renderer:5',
      '--frame',
      '7',
    ]);
  });

  test.each([
    { vcpus: 0.25, shares: 256 },
    { vcpus: 16, shares: 16_384 },
    { vcpus: 0.001, shares: 2 },
  ])('turns $vcpus vCPUs into $shares CPU shares', ({ vcpus, shares }) => {
    expect(createArguments({ ...TASK, vcpus }, SETTINGS)).toContain(`--cpu-shares=${shares}`);
  });

  test('limits no memory where the job does not say how much it needs', () => {
    const args = createArguments({ ...TASK, memoryMiB: 0 }, SETTINGS);
    expect(args.filter((arg) => arg.startsWith('--memory'))).toEqual([]);
  });

  test.each([
    [['--memory=1g'], []],
    [['--memory', '1g'], []],
    [['-m', '1g'], []],
    [['--memory-swap=-1'], ['--memory=512m']],
    [['--memory-reservation=1g'], ['--memory=512m', '--memory-swap=512m']],
  ])('beside %j there is of its own %j, because two memories are refused', (options, own) => {
    const args = createArguments(TASK, { ...SETTINGS, options });
    expect(args.filter((arg) => /^--memory/.test(arg) && !options.includes(arg))).toEqual(own);
  });

  test.each([['--network=none'], ['--network', 'render'], ['--net=bridge'], ['--net', 'none']])(
    'leaves the network to %j, because two are refused',
    (...options) => {
      expect(createArguments(TASK, { ...SETTINGS, options })).not.toContain('--network=host');
    },
  );

  test('keeps the host’s network beside --network-alias', () => {
    const options = ['--network-alias=renderer'];
    expect(createArguments(TASK, { ...SETTINGS, options })).toContain('--network=host');
  });
});
