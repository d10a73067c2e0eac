/** How variables are called that hold secrets. */
export const SECRET_NAME =
  /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE_KEY|API_?KEY|(^|_)(PASS|AUTH|DSN|PAT)$|_(PWD|KEY)$/i;
/** A password in a URI, whatever the variable is called: `postgres://user:password@host/name`. */
const URI_PASSWORD = /:\/\/[^/\s:@]*:([^/\s@]+)@/g;
/** Shorter values would be found in words that are no secret. */
export const SHORTEST = 8;

/** The values of secret variables, the longest first: programs print their environment, and their last words are logged. */
export function findSecrets(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const found = Object.entries(environment).flatMap(([name, value = '']) => secretsIn(name, value));
  // One may be the beginning of a longer one.
  return [...new Set(found)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** Puts `***` where a text has secrets. */
function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}

/** Hides secrets in a line of JSON. */
export function hideSecretsInJson(line: string, secrets: readonly string[]): string {
  return hideSecrets(
    line,
    secrets.map((secret) => JSON.stringify(secret).slice(1, -1)),
  );
}

/** Characters of a text that have to be kept so that {@link cutBetweenSecrets} can cut it. */
export function roomForSecrets(length: number, [longest = '']: readonly string[]): number {
  return length + longest.length;
}

/** Hides secrets and cuts what is longer, and never within a secret, whose beginning would be left to read. */
export function cutBetweenSecrets(text: string, length: number, secrets: readonly string[]): string {
  const room = roomForSecrets(length, secrets);
  const hidden = hideSecrets(text.slice(0, room), secrets);
  // Its end may be the beginning of a secret.
  const certain = text.length < room ? hidden.length : hidden.length - (room - length);
  return hidden.slice(0, Math.max(0, Math.min(length, certain)));
}

/** Lines of a longer secret, such as a private key, are told one by one. */
function secretsIn(name: string, value: string): string[] {
  const passwords = [...value.matchAll(URI_PASSWORD)].map(([, password = '']) => password);
  return SECRET_NAME.test(name) ? [value, ...value.split(/\r?\n/), ...passwords] : passwords;
}
