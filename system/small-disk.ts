import { execFileSync } from 'node:child_process';

/** Makes a folder a file system of so few bytes that it can be filled; `false` where this process may not. */
export function mountSmallDisk(folder: string, bytes: number): boolean {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder];
    execFileSync('mount', options, { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Ends it. */
export function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder]);
}
