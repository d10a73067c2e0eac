import type { TaskEnding } from '../runner.js';

/** Tells, with the exit code a shell would give, why a command could not be started. */
export function startFailure(file: string, error: unknown): TaskEnding {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        exitCode: 127,
        reason: `CannotStartContainerError: exec: "${file}": no such file or not found in PATH`,
      };
    case 'EACCES':
    case 'EPERM':
    case 'ENOEXEC':
      return { exitCode: 126, reason: `CannotStartContainerError: exec: "${file}": not executable` };
    default:
      return {
        reason: `CannotStartContainerError: ${error instanceof Error ? error.message : String(error)}`,
      };
  }
}
