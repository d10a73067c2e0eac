/** Numbers from 0 to below 1 that look random and are the same for the same seed: a linear congruential generator. */
export function seededDraws(seed: number): () => number {
  // The multiplier and increment of Numerical Recipes, modulo 2 ** 32; the high bits are the good ones.
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // The first numbers of neighbouring seeds are neighbours.
  for (let round = 0; round < 4; round++) next();
  return next;
}
