import * as v from 'valibot';

type Entries = Readonly<Record<string, unknown>>;

/** Any keys and values of these shapes. `v.record` drops the keys `__proto__`, `prototype` and `constructor`, which are names like any. */
export function recordOf<const TKey extends v.GenericSchema<string>, const TValue extends v.GenericSchema>(
  key: TKey,
  value: TValue,
) {
  return v.pipe(
    v.custom<Entries>(
      (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
      ({ received }) => `Invalid type: Expected Object but received ${received}`,
    ),
    v.rawTransform(({ dataset, addIssue, NEVER }): Record<string, v.InferOutput<TValue>> => {
      const entries: [string, v.InferOutput<TValue>][] = [];
      for (const [name, content] of Object.entries(dataset.value)) {
        const result = v.safeParse(v.tuple([key, value]), [name, content], { abortEarly: true });
        if (result.success) {
          entries.push(result.output);
          continue;
        }
        const [{ message, path: [part, ...inside] = [] }] = result.issues;
        const origin = part?.key === 0 ? 'key' : 'value';
        const at = { type: 'object', origin, input: dataset.value, key: name, value: content } as const;
        addIssue({ message, input: content, path: [at, ...inside] });
        return NEVER;
      }
      return Object.fromEntries(entries);
    }),
  );
}
