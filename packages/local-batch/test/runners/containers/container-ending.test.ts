import { describe, expect, test } from 'vitest';
import { containerEnding } from '../../../src/runners/containers/container-ending.js';
import { readInspection } from '../../../src/runners/containers/inspect-container.js';

/** As podman 4.3 prints it, of which only these members are read. */
const PODMAN = {
  State: { StartedAt: '2026-01-02T03:04:05Z', Running: false, ExitCode: 3, OOMKilled: false, Error: '' },
  Config: { StopSignal: 15 },
};
const NEVER = '0001-01-01T00:00:00Z';

const stateOf = (changes: Partial<(typeof PODMAN)['State']> = {}) =>
  readInspection(JSON.stringify([{ ...PODMAN, State: { ...PODMAN.State, ...changes } }]));

const ending = (changes: Partial<Parameters<typeof containerEnding>[0]>) =>
  containerEnding({
    exitCode: 3,
    state: stateOf(),
    hasMemoryNote: false,
    hasStarted: true,
    lastLine: '',
    ...changes,
  });

describe('containerEnding', () => {
  test('has the container’s own exit code, whatever its client’s is', () => {
    expect(ending({ exitCode: 125, state: stateOf({ ExitCode: 9 }) })).toEqual({ exitCode: 9 });
  });

  test.each([
    ['docker says so', { state: stateOf({ ExitCode: 137, OOMKilled: true }) }],
    ['podman’s monitor has noted it', { state: stateOf({ ExitCode: 137 }), hasMemoryNote: true }],
  ])('gives the reason for running out of memory where %s', (_, changes) => {
    expect(ending(changes)).toEqual({
      exitCode: 137,
      reason: 'OutOfMemoryError: Container killed due to memory usage',
    });
  });

  test.each([
    ['runc: exec: "/no": no such file: OCI runtime attempted to invoke a command that was not found', 127],
    ['runc: exec: "/etc/passwd": permission denied: OCI permission denied', 126],
    ['netavark: address already in use', undefined],
  ])('of a container that podman could not start: %s', (lastLine, exitCode) => {
    const state = stateOf({ StartedAt: NEVER, ExitCode: 0 });
    expect(ending({ exitCode: 125, state, hasStarted: false, lastLine })).toEqual({
      ...(exitCode && { exitCode }),
      reason: `CannotStartContainerError: ${lastLine}`,
    });
  });

  test('takes code and reason from docker where that could not start it', () => {
    const state = stateOf({ StartedAt: NEVER, ExitCode: 127, Error: 'exec: "/no": no such file: unknown' });
    expect(ending({ exitCode: 1, state, hasStarted: false, lastLine: 'failed to start' })).toEqual({
      exitCode: 127,
      reason: 'CannotStartContainerError: exec: "/no": no such file: unknown',
    });
  });

  test('has the client’s exit code when that was lost, and the container goes on', () => {
    expect(ending({ exitCode: 137, state: stateOf({ Running: true, ExitCode: 0 }) })).toEqual({
      exitCode: 137,
    });
  });

  test('says that the engine does not know the container any more', () => {
    const state = { complaint: 'no such container x' };
    const reason = 'CannotInspectContainerError: no such container x';
    expect(ending({ exitCode: 137, state })).toEqual({ exitCode: 137, reason });
    expect(ending({ exitCode: 125, state, hasStarted: false })).toEqual({ reason });
  });

  test('cuts a reason at 255 characters, as AWS does', () => {
    const state = stateOf({ StartedAt: NEVER, ExitCode: 127, Error: 'x'.repeat(300) });
    expect(ending({ state }).reason).toHaveLength(255);
  });
});

describe('readInspection', () => {
  test.each([
    [15, '15'],
    ['SIGINT', 'SIGINT'],
    [undefined, 'SIGTERM'],
    ['', 'SIGTERM'],
    [0, 'SIGTERM'],
  ])('reads the stop signal %j as %s', (StopSignal, stopSignal) => {
    const text = JSON.stringify([{ ...PODMAN, Config: { StopSignal } }]);
    expect(readInspection(text)).toMatchObject({ stopSignal, hasStarted: true, error: '' });
  });

  test('knows a container that has never run', () => {
    expect(stateOf({ StartedAt: NEVER }).hasStarted).toBe(false);
  });
});
