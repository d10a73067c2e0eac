/** A figure with the goal it is held against. */
export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly atLeast?: boolean;
}

/** One line a person can read. */
export function formatGoal({ name, value, unit, goal, atLeast = false }: Goal): string {
  const isMet = atLeast ? value >= goal : value < goal;
  const shown = value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
  const wanted = `${atLeast ? '≥' : '<'} ${goal.toLocaleString('en')}`;
  return `${name}: ${shown} ${unit}; goal ${wanted} ${unit} ${isMet ? 'met' : 'missed'}`;
}
