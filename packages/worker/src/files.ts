import type * as promises from 'node:fs/promises';

const fs = process.getBuiltinModule('node:fs');

/** Node's constants of files. */
export const { constants } = fs;

/**
 * Node's calls on files as promises. `node:fs/promises` has the same, but loading it, with the streams and terminal lines
 * that it needs, takes more than a millisecond of a child's start of thirty.
 */
export const access = promised('access');
export const copyFile = promised('copyFile');
export const link = promised('link');
export const mkdir = promised('mkdir');
export const mkdtemp = promised('mkdtemp');
export const readdir = promised('readdir');
export const readFile = promised('readFile');
export const rename = promised('rename');
export const rm = promised('rm');
export const stat = promised('stat');
export const writeFile = promised('writeFile');

type Callback = (error: Error | null, value: unknown) => void;

function promised<Name extends keyof typeof promises & keyof typeof fs>(name: Name): (typeof promises)[Name] {
  const call = fs[name] as unknown as (...args: readonly unknown[]) => void;
  const promise = (...args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      const onEnd: Callback = (error, value) => (error ? reject(error) : resolve(value));
      call(...args, onEnd);
    });
  return promise as unknown as (typeof promises)[Name];
}
