import * as z from 'zod';
import { protectedThings, protections, type ProtectedThing } from './protections.js';

/** Whose data a key holds: `people` and `secret` never go to the page or into a support file. */
export const heldData = ['plain', 'people', 'secret'] as const;
export type HeldData = (typeof heldData)[number];

/** What a key declares beside itself, as zod's metadata; what stands below it has the same where it says nothing else. */
export type SettingFacts = {
  readonly protects: ProtectedThing;
  readonly holds: HeldData;
};

/** Returns the declaration of a key, for `.meta(…)` at its place in the schema of the settings. */
export function facts(protects: ProtectedThing, holds: HeldData = 'plain'): SettingFacts {
  return { protects, holds };
}

/** What counts of a key that declares nothing: the most that could be at stake. */
const undeclared: SettingFacts = { protects: 'roles', holds: 'secret' };

/** The part of JSON Schema in which the declarations stand. */
interface DeclaredNode {
  readonly protects?: ProtectedThing | undefined;
  readonly holds?: HeldData | undefined;
  readonly properties?: Readonly<Record<string, DeclaredNode>> | undefined;
}
const declaredSchema: z.ZodType<DeclaredNode> = z.lazy(() =>
  z.object({
    protects: z.enum(protectedThings).optional(),
    holds: z.enum(heldData).optional(),
    properties: z.record(z.string(), declaredSchema).optional(),
  }),
);

/**
 * Returns what every key declares, by its path, those with keys below them too.
 *
 * @param jsonSchema the settings' JSON Schema, with the declarations in it
 */
export function declaredFacts(jsonSchema: unknown): ReadonlyMap<string, SettingFacts> {
  return new Map(below(declaredSchema.parse(jsonSchema), '', undeclared));
}

function below({ properties = {} }: DeclaredNode, prefix: string, above: SettingFacts): [string, SettingFacts][] {
  return Object.entries(properties).flatMap(([name, node]) => {
    const own: SettingFacts = { protects: node.protects ?? above.protects, holds: node.holds ?? above.holds };
    return [[`${prefix}${name}`, own] as [string, SettingFacts], ...below(node, `${prefix}${name}.`, own)];
  });
}

/**
 * Returns the keys that count from the system-wide file alone because a protection rests on them that is in force there, each with everything below
 * it: the highest of those whose whole is protected.
 *
 * @param has whether the system-wide file has a key
 */
export function lockedByRule(declared: ReadonlyMap<string, SettingFacts>, has: (key: string) => boolean): readonly string[] {
  const things = new Set<ProtectedThing>(
    protections.flatMap(({ lockedWhere, restsOn }) => (lockedWhere !== null && has(lockedWhere) ? restsOn.settings : [])),
  );
  const isWhole = (key: string): boolean =>
    [...declared].every(([other, { protects }]) => (other !== key && !other.startsWith(`${key}.`)) || things.has(protects));
  const locked = [...declared.keys()].filter(isWhole);
  return locked.filter((key) => !locked.some((above) => key.startsWith(`${above}.`)));
}
