/** As AWS allows. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html */
const LONGEST_NAME = 512;
/** A job's stream has three parts; more leaves room for prefixes without letting a walk of the folder go on for ever. */
export const MOST_PARTS = 8;

/**
 * Whether a name can be a log stream's: 1 to 8 parts between slashes, up to 512 characters. What could lead out of the
 * log folder, `.` and `..`, empty parts, a backslash or a control character such as NUL, is no part of a name.
 */
export function isStreamName(name: string): boolean {
  const parts = name.split('/');
  return name.length <= LONGEST_NAME && parts.length <= MOST_PARTS && parts.every(isPart);
}

function isPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !/[\p{Cc}\\:*]/u.test(part);
}
