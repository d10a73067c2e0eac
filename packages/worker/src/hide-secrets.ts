/** How variables are called that hold secrets. */
const SECRET_NAME = /SECRET|TOKEN|PASSW|CREDENTIAL|PRIVATE_KEY|API_?KEY|(^|_)(PASS|AUTH|DSN)$|_(PWD|KEY)$/i;
/** A password in a URI, whatever the variable is called: `postgres://user:password@host/name`. */
const URI_PASSWORD = /:\/\/[^/\s:@]*:([^/\s@]+)@/g;
/** Shorter values would be found in words that are no secret. */
const SHORTEST = 8;

/**
 * Prepares a function that hides the values of secret variables in lines of JSON: programs print their environment, and
 * what they said last is logged when they fail.
 */
export function createSecretHider(
  environment: Readonly<Record<string, string | undefined>>,
): (line: string) => string {
  const secrets = Object.entries(environment)
    .flatMap(([name, value = '']) => secretsIn(name, value))
    .filter(({ length }) => length >= SHORTEST)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  // A secret may be the beginning of a longer one.
  secrets.sort((a, b) => b.length - a.length);
  return (line) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), line);
}

/** Lines of a longer secret, such as a private key, are told one by one. */
function secretsIn(name: string, value: string): string[] {
  const passwords = [...value.matchAll(URI_PASSWORD)].map(([, password = '']) => password);
  return SECRET_NAME.test(name) ? [value, ...value.split(/\r?\n/), ...passwords] : passwords;
}
