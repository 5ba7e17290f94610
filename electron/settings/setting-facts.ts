import * as z from 'zod';
import { protectedThings, protections, type ProtectedThing } from './protections.js';

/** Whose data a key holds: `people` and `secret` are never sent to the page or put into a support file. */
export const heldData = ['plain', 'people', 'secret'] as const;
export type HeldData = (typeof heldData)[number];

/** A key's declarations, as zod metadata; inherited by the keys below it. */
export type SettingFacts = {
  readonly protects: ProtectedThing;
  readonly holds: HeldData;
};

/** Returns a key's declarations for `.meta(…)` in the settings schema. */
export function facts(protects: ProtectedThing, holds: HeldData = 'plain'): SettingFacts {
  return { protects, holds };
}

/** Default for a key without declarations: the most restrictive. */
const undeclared: SettingFacts = { protects: 'roles', holds: 'secret' };

/** The part of JSON Schema that holds the declarations. */
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
 * Returns every key's declarations by path, including keys with children.
 * @param jsonSchema the settings' JSON Schema with the declarations
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
 * Returns the keys that count only in the system-wide file, because an active protection depends on them, each with its
 * children: the highest fully protected ones.
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
