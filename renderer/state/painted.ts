/**
 * Marks when the last commit is on the screen (User Timing): at the second animation frame after it. For measurements; see
 * `docs/performance.md`.
 */
export function markPainted(name: string): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => performance.mark(name));
  });
}
