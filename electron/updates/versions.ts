import { versionSchema } from '../../shared/updates.js';

/** Returns whether a version is newer than another; null unless both are three numbers (`1.2.0-beta` is not). */
export function isNewer(version: string, other: string): boolean | null {
  if (!versionSchema.safeParse(version).success || !versionSchema.safeParse(other).success) return null;
  const others = other.split('.').map(Number);
  const differences = version.split('.').map((part, at) => Number(part) - (others[at] ?? 0));
  return (differences.find((difference) => difference !== 0) ?? 0) > 0;
}
