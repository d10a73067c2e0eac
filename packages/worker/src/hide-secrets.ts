/** How variables are called that hold secrets. */
const SECRET_NAME = /SECRET|TOKEN|PASSW|CREDENTIAL|PRIVATE_KEY|API_?KEY|LICEN[CS]E_KEY/i;
/** Shorter values would be found in words that are no secret. */
const SHORTEST = 8;

/**
 * Prepares a function that hides the values of secret variables in lines of JSON: programs print their environment, and
 * what they said last is logged when they fail.
 */
export function createSecretHider(
  environment: Readonly<Record<string, string | undefined>>,
): (line: string) => string {
  const secrets = Object.entries(environment).flatMap(([name, value = '']) =>
    SECRET_NAME.test(name) && value.length >= SHORTEST ? [JSON.stringify(value).slice(1, -1)] : [],
  );
  // A secret may be the beginning of a longer one.
  secrets.sort((a, b) => b.length - a.length);
  return (line) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), line);
}
