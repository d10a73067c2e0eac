import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { callEngine } from '../../../src/runners/containers/call-engine.js';
import { isRunning } from '../../is-running.js';

const node = { command: [process.execPath, '-e'] as const, environment: { OWN: 'yes' } };
const SLOW = 'setInterval(() => {}, 1e3)';
const PATIENT = { timeoutSeconds: 30 };

describe('callEngine', () => {
  test('tells how its program ended, what it printed and its last complaint', async () => {
    const code = `console.log(process.env.OWN); console.error('a\\nError: b'); process.exitCode = 5`;
    expect(await callEngine(node, [code], PATIENT)).toEqual({
      exitCode: 5,
      output: 'yes\n',
      complaint: 'b',
      isTimedOut: false,
    });
  });

  test('ends a program that takes too long, and all of its group', async () => {
    const parent = `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(SLOW)}]); console.log(child.pid); ${SLOW}`;
    const { exitCode, output, isTimedOut } = await callEngine(node, [parent], { timeoutSeconds: 1 });
    expect({ exitCode, isTimedOut }).toEqual({ exitCode: 143, isTimedOut: true });
    await vi.waitFor(() => expect(isRunning(Number(output))).toBe(false), { timeout: 5_000 });
  });

  test('lets a program that is ended clear up', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'local-batch-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const code = `process.on('SIGTERM', () => { console.log('cleared'); process.exit(1) }); console.log('ready'); ${SLOW}`;
    const stopping = new AbortController();
    const onClient = () => setTimeout(() => stopping.abort(), 1_000);
    const { output } = await callEngine(node, [code], { ...PATIENT, signal: stopping.signal, onClient });
    expect(output).toBe('ready\ncleared\n');
  });

  test('does not wait for what a program has left in the background', async () => {
    const code = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 6e4)'], { detached: true, stdio: 'inherit' }).unref(); console.log('done')`;
    const { exitCode, output } = await callEngine(node, [code], PATIENT);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'done\n' });
  });

  test.each([
    [{ command: ['/no/such/engine'] as const, environment: {} }, ['version'], 'not found'],
    [node, ['a\0b'], expect.stringContaining('null bytes')],
  ])('never rejects when the program cannot be started: %j %j', async (engine, args, complaint) => {
    expect(await callEngine(engine, args, PATIENT)).toMatchObject({ exitCode: 127, complaint });
  });
});
