import { invalidOption } from '../../invalid-option.js';
import { callEngine } from './call-engine.js';
import type { ContainerEngine } from './container-engine.js';

const KNOWN_ENGINES = [['podman'], ['docker']] as const;
const TIMEOUT_SECONDS = 30;

/**
 * Finds a container engine that works here: the given one, or else podman or docker.
 *
 * @param given - The program, and its options before any command of it.
 * @throws {@link LocalBatchError} `INVALID_OPTION` if there is none, with each one's complaint.
 */
export async function openEngine(
  given: readonly string[] | undefined,
  environment: ContainerEngine['environment'],
): Promise<ContainerEngine> {
  const [program, ...options] = given ?? [];
  const complaints: string[] = [];
  for (const command of program === undefined ? KNOWN_ENGINES : [[program, ...options] as const]) {
    const engine = { command, environment };
    const call = await callEngine(engine, ['version'], { timeoutSeconds: TIMEOUT_SECONDS });
    if (call.exitCode === 0) return engine;
    const complaint = call.isTimedOut ? `no answer in ${TIMEOUT_SECONDS} s` : call.complaint;
    complaints.push(`${command.join(' ')}: ${complaint || `exit code ${call.exitCode}`}`);
  }
  const why = `(${complaints.join('; ')})`;
  throw given === undefined
    ? invalidOption(
        'containers',
        `neither podman nor docker works here; install one, or start it if it needs a daemon ${why}`,
      )
    : invalidOption('containers.engine', `this container engine does not work here ${why}`);
}
