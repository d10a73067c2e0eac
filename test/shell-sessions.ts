/** Commands of a document, and what it says that they print. */
export interface ShellSession {
  readonly script: string;
  readonly output: string;
  /** Whether it runs containers, which only system tests do. */
  readonly needsContainers: boolean;
}

/** Finds the commands of a Markdown document whose output it shows. */
export function shellSessions(text: string): readonly ShellSession[] {
  const sessions = [...text.matchAll(/```sh\n((?:(?!```).)*)```\n\n```text\n(.*?)```/gs)];
  return sessions.map(([, script = '', output = '']) => {
    return { script, output, needsContainers: script.includes('--container ') };
  });
}
