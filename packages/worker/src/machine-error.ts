import { ExitCode } from './exit-code.js';

/** What the machine lacks for the worker's own temporary files and processes, and whether trying again may help. */
const MACHINE: Readonly<Record<string, readonly [ExitCode, string]>> = {
  ENOSPC: [ExitCode.temporary, 'give the job more room for temporary files'],
  EDQUOT: [ExitCode.temporary, 'give the job more room for temporary files'],
  EMFILE: [ExitCode.temporary, 'let the job open more files'],
  ENFILE: [ExitCode.temporary, 'let the job open more files'],
  EAGAIN: [ExitCode.temporary, 'let the job run more processes'],
  ENOMEM: [ExitCode.temporary, 'give the job more memory'],
  E2BIG: [ExitCode.wrongSettings, 'shorten the command or render fewer frames in a chunk'],
  EIO: [ExitCode.temporary, 'look at the disk'],
  EROFS: [ExitCode.wrongSettings, 'mount a folder for temporary files and name it with TMPDIR'],
  EACCES: [ExitCode.wrongSettings, 'name a folder for temporary files with TMPDIR that the job may write to'],
};

/** One line for what the machine refuses; undefined where it is not to blame. */
export function describeMachineError(
  error: unknown,
): { readonly exitCode: ExitCode; readonly message: string } | undefined {
  const {
    code = '',
    syscall = '',
    path = '',
  } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const known = MACHINE[syscall === 'mkdtemp' ? code.replace('ENOENT', 'EACCES') : code];
  if (known === undefined || syscall === '') return undefined;
  const [exitCode, advice] = known;
  const what = [syscall, path].filter(Boolean).join(' ');
  return { exitCode, message: `the machine refuses ${what}: ${code}; ${advice}` };
}
