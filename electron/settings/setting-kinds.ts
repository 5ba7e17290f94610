import * as z from 'zod';
import { settingValueSchema, type SettingKind, type SettingValue } from '../../shared/settings-draft.js';
import { settingsSchema } from './settings.js';

/** A key without children: its type and its default. */
export interface SettingLeaf {
  readonly kind: SettingKind;
  /** Null: not set. */
  readonly byDefault: SettingValue | null;
}

/** The parts of JSON Schema (draft 2020-12) that the settings schema uses. */
interface Node {
  readonly type?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly default?: unknown;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly items?: Node | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly additionalProperties?: Node | boolean | undefined;
}
const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    minimum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    maximum: z.number().optional(),
    items: nodeSchema.optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    additionalProperties: z.union([z.boolean(), nodeSchema]).optional(),
  }),
);

let leaves: ReadonlyMap<string, SettingLeaf> | undefined;

/** Returns every key without children, in schema order; computed on first use. */
export function settingLeaves(): ReadonlyMap<string, SettingLeaf> {
  return (leaves ??= new Map(leavesOf(nodeSchema.parse(z.toJSONSchema(settingsSchema, { io: 'input' })), '')));
}

/** Returns the setting kind of a schema node. */
export function kindOf(node: Node): SettingKind {
  const options = textsOf(node.enum);
  if (options !== null) return { kind: 'choice', options };
  switch (node.type) {
    case 'boolean':
      return { kind: 'switch' };
    case 'string':
      return { kind: 'text' };
    case 'number':
    case 'integer':
      return {
        kind: 'number',
        min: node.minimum ?? null,
        above: node.exclusiveMinimum ?? null,
        max: node.maximum ?? null,
        whole: node.type === 'integer',
      };
    case 'array':
      return node.items?.type === 'string' && node.items.enum === undefined ? { kind: 'texts' } : { kind: 'other' };
    case 'object': {
      const { additionalProperties } = node;
      const each =
        typeof additionalProperties === 'object' && additionalProperties.type === 'array'
          ? textsOf(additionalProperties.items?.enum)
          : null;
      return each === null ? { kind: 'other' } : { kind: 'options-by-name', options: each };
    }
    default:
      return { kind: 'other' };
  }
}

function leavesOf(node: Node, prefix: string): [string, SettingLeaf][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, below]): [string, SettingLeaf][] => {
    const key = `${prefix}${name}`;
    if (below.properties !== undefined) return leavesOf(below, `${key}.`);
    return [
      [
        key,
        {
          kind: kindOf(below),
          byDefault: settingValueSchema
            .nullable()
            .catch(null)
            .parse(below.default ?? null),
        },
      ],
    ];
  });
}

function textsOf(values: readonly unknown[] | undefined): string[] | null {
  const texts = values?.filter((value): value is string => typeof value === 'string') ?? [];
  return values !== undefined && texts.length === values.length ? texts : null;
}
