/**
 * What a container engine has to say for itself, in one line: the last one that is no hint at its help, without the word
 * `Error` in front, which is there anyway.
 */
export function lastComplaint(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const complaint = lines.findLast((line) => line !== '' && !/^Usage: |--help/.test(line)) ?? '';
  return complaint.replace(/^Error: /, '').replace(/^unable to start container [^ ]+: /, '');
}
