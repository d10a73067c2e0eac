/** What podman and docker read themselves: https://docs.podman.io/en/latest/markdown/podman.1.html, https://docs.docker.com/reference/cli/docker/ */
const ENGINE_NAMES = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TERM|TZ|LANG|LANGUAGE|TMPDIR|NO_COLOR|NOTIFY_SOCKET|STORAGE_(DRIVER|OPTS))$/,
  /^_?(CONTAINERS?|CONTAINERD|DOCKER|PODMAN|BUILDAH|BUILDKIT|NERDCTL|CNI|NETAVARK|XDG|DBUS|SSH|SSL|LISTEN)_/,
  /^(REGISTRY_AUTH_FILE|LC_.*|LD_.*|DYLD_.*|OTEL_.*|GO[A-Z]+)$/,
];
const PROXY_NAME = /^(http|https|ftp|all|no)_proxy$/i;
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** How a container's variables are handed to the program that makes it. */
export interface ClientVariables {
  /** Options of the program, one for each variable. */
  readonly options: readonly string[];
  /** What the program gets. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/**
 * Hands a container's variables over by the environment of the program that makes it, because everybody can read command
 * lines. A name that the program would take for its own goes by its command line, with its value, and so does one that
 * has other characters than letters, digits and underscores: `A*` would mean all that begin so.
 *
 * @param own - What the program needs itself; proxies are left out, because podman would hand them on.
 */
export function clientVariables(
  variables: Readonly<Record<string, string>>,
  own: Readonly<NodeJS.ProcessEnv>,
): ClientVariables {
  const environment: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries(own).filter(([name]) => !PROXY_NAME.test(name)),
  );
  const options = Object.entries(variables).map(([name, value]) => {
    const isItsOwn = PROXY_NAME.test(name) || ENGINE_NAMES.some((pattern) => pattern.test(name));
    if (isItsOwn || !PLAIN_NAME.test(name)) return `--env=${name}=${value}`;
    environment[name] = value;
    return `--env=${name}`;
  });
  return { options, environment };
}
