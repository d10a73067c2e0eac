/** Puts a user's text into a message of one line: in quotes, with control characters escaped. */
export function quote(text: string): string {
  const escaped = text.replace(
    /\p{Cc}/gu,
    (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `'${escaped}'`;
}
