/** Types for vitest's configuration, which is not checked together with this folder. */
export function fileTests(): readonly string[];
