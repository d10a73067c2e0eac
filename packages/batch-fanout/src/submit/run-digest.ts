import { createHash } from 'node:crypto';
import type { FanoutPlan } from '../plan/fanout-plan.js';

/** Tells two films under one run id apart: equal exactly when plan and environment are. */
export function runDigest(plan: FanoutPlan, environment: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return digestOf([plan, sorted]);
}

/** Tells two repairs of one film apart. */
export function planDigest(plan: FanoutPlan): string {
  return digestOf(plan);
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
