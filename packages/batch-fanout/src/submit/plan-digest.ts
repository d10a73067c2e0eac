import { createHash } from 'node:crypto';
import type { FanoutPlan } from '../plan/fanout-plan.js';

/** Tells two submissions of one run id apart: equal exactly when plan and environment are. */
export function planDigest(plan: FanoutPlan, environment: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([plan, sorted]))
    .digest('hex')
    .slice(0, 32);
}
