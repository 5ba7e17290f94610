/**
 * Marks the moment when what was just committed is on the screen (User Timing): the second animation frame after it. For
 * whoever measures; see `docs/performance.md`.
 */
export function markPainted(name: string): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => performance.mark(name));
  });
}
