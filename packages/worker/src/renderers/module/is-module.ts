/** Whether RENDERER names a module of the user's own, by its path. */
export function isModule(renderer: string): boolean {
  return /^[./]/.test(renderer);
}
