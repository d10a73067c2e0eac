/** The region every resource of a local batch lies in. */
export const REGION = 'us-east-1';

/** The account that owns them. */
export const ACCOUNT = '000000000000';

const PREFIX = `arn:aws:batch:${REGION}:${ACCOUNT}:`;

const KINDS = ['job', 'job-queue', 'job-definition', 'compute-environment', 'scheduling-policy'] as const;

/** The kinds of resource that have an ARN here. */
export type ArnKind = (typeof KINDS)[number];

/** The ARN of a resource; `name` is the job's id, or `name:revision` for a job definition. */
export function arnOf(kind: ArnKind, name: string): string {
  return `${PREFIX}${kind}/${name}`;
}

/** The name in one of our own ARNs. Anything else, a foreign ARN too, comes back as it is and is then not found. */
export function nameOf(kind: ArnKind, nameOrArn: string): string {
  const prefix = arnOf(kind, '');
  return nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
}

/** The kind and name in one of our own ARNs; undefined for anything else. */
export function parseArn(arn: string): { readonly kind: ArnKind; readonly name: string } | undefined {
  const kind = KINDS.find((candidate) => arn.startsWith(arnOf(candidate, '')));
  return kind && { kind, name: nameOf(kind, arn) };
}
