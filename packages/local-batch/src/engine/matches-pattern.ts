/** Whether a text matches a pattern as AWS Batch has them: one that ends with `*` matches any rest, every other one itself. */
export function matchesPattern(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
