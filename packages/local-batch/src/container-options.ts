import * as v from 'valibot';

/** How the images of jobs run as containers. */
export interface ContainerOptions {
  /**
   * The program that runs containers, with its options before any command of it, such as `['podman', '--runtime', 'runc']`.
   * It sees this process's environment. @defaultValue podman where it works, else docker
   */
  readonly engine?: readonly string[];
  /**
   * More options for its `create`, such as `['--volume=/scenes:/scenes:ro']`; they win over those it gets anyway.
   * @defaultValue none
   */
  readonly options?: readonly string[];
  /** The images that run as containers, written as in job definitions. @defaultValue all that `images` does not map */
  readonly images?: readonly string[];
}

/** What {@link ContainerOptions} may hold. */
export const containerOptions = v.strictObject({
  engine: v.optional(
    v.pipe(
      v.array(v.string()),
      v.check(([program]) => !!program, 'the program is missing'),
    ),
  ),
  options: v.optional(
    v.pipe(
      v.array(v.string()),
      v.check(
        ([first = '-']) => first.startsWith('-'),
        ({ input }) => `${JSON.stringify(input[0])} is no option, which begins with a dash`,
      ),
    ),
    [],
  ),
  images: v.optional(v.array(v.string())),
});
