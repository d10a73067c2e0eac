/** A program that runs containers, such as podman, and how it is called. */
export interface ContainerEngine {
  /** The program, and its options before any command of it. */
  readonly command: readonly [string, ...string[]];
  /** What it sees itself, such as HOME and DOCKER_HOST; no container does. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}
