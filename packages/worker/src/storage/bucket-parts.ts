/**
 * Takes `s3://bucket/key` apart.
 *
 * @returns The bucket and the parts of the key; undefined where there is no bucket, or a part is empty, `.` or `..`.
 */
export function bucketParts(uri: string): readonly [bucket: string, ...parts: string[]] | undefined {
  const [bucket = '', ...parts] = uri.startsWith('s3://') ? uri.slice('s3://'.length).split('/') : [];
  const isOdd = bucket === '' || parts.some((part) => part === '' || part === '.' || part === '..');
  return isOdd ? undefined : [bucket, ...parts];
}
