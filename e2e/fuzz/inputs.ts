import fc from 'fast-check';
import * as z from 'zod';
import { settingLeaves } from '../../electron/settings/setting-kinds.js';
import { anyCharacter } from '../../shared/any-character.fixture.js';
import { calls, type CallRequest } from '../../shared/contract.js';

/** A call as a compromised page could make it. */
export interface HostileCall {
  readonly name: unknown;
  readonly request: unknown;
}

/** What the page can see, and so can put into its calls. */
export interface VisibleState {
  readonly requestIds: readonly string[];
  readonly presentationIds: readonly number[];
  readonly bindingIds: readonly string[];
  readonly readerIds: readonly string[];
  readonly cardNumbers: readonly number[];
  /** Complete confirmations that an operator could make. */
  readonly confirmable: readonly CallRequest<'bindings/confirm'>[];
}

/** Texts that have broken other programs: SQL, paths, addresses, templates, scripts, encodings. */
const hostileTexts = [
  '',
  ' ',
  '\u0000',
  '\n',
  '\uFEFF',
  '\uD800',
  '\u202Eevil',
  'NaN',
  'null',
  '-1',
  '1e309',
  '0x10',
  "'; DROP TABLE bindings; --",
  "' OR '1'='1",
  "\"; ATTACH DATABASE '/tmp/x' AS x; --",
  'a\u0000b',
  '../../../../etc/passwd',
  '..\\..\\windows\\system32',
  '/etc/passwd',
  'C:\\Windows',
  '\\\\host\\share\\x',
  'file:///etc/passwd',
  'http://127.0.0.1:1/',
  'https://evil.example.org/?',
  'javascript:alert(1)',
  'app://station/../../x',
  '%2e%2e%2f',
  '%00',
  '//evil.example.org',
  '?status=Approved&x=',
  '#',
  '${process.exit(1)}',
  '{{constructor}}',
  '<img src=x onerror=alert(1)>',
  '$(reboot)',
  '`reboot`',
  '| reboot',
  '\r\nX-Header: 1',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099\n',
  '{a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099}',
] as const;
const hostileNumbers = [
  0,
  -0,
  -1,
  1.5,
  Number.NaN,
  Infinity,
  -Infinity,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 2,
  -(2 ** 63),
  2 ** 32,
  Number.MIN_VALUE,
];

const hostileText = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: anyCharacter, maxLength: 60 }));
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withTypedArray: true,
  withSparseArray: true,
  maxDepth: 3,
});
const oversized = fc.oneof(
  fc.integer({ min: 16_000, max: 200_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 2_000, max: 20_000 }).map((length) => Array.from({ length }, (_, index) => index)),
  fc.integer({ min: 100, max: 3_000 }).map(nested),
  fc
    .integer({ min: 1_000, max: 3_000 })
    .map((length) => Object.fromEntries(Array.from({ length }, (_, index) => [`key${String(index)}`, index]))),
  fc.constant(null).map(cycle),
);
const hostileValue = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.constantFrom(...hostileNumbers) },
  { weight: 2, arbitrary: anything },
  { weight: 1, arbitrary: oversized },
);

function nested(depth: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { requestId: value };
  return value;
}

function cycle(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

/** Settings that an attacker would change to redirect the station or remove its limits. */
const settingKeys = [...settingLeaves().keys()];
const hostileSettings = [
  'https://evil.example.org',
  'http://127.0.0.1:1',
  '//evil.example.org',
  '/etc/passwd',
  '\\\\evil\\share',
  true,
  false,
  2,
  3600,
  ['evil.example.org'],
  { '*': ['fido'] },
];

const oneChange = fc
  .record({ change: fc.constant('set'), key: fc.constantFrom(...settingKeys), value: fc.constantFrom<unknown>(...hostileSettings) })
  .map((change) => ({ changes: [change] }));

const names = Object.keys(calls);

/** Generates calls of every shape: valid, altered in one or more places, and arbitrary. */
export function hostileCalls(seen: VisibleState): fc.Arbitrary<HostileCall> {
  const wellFormed = fc.oneof(...names.map((name) => requestOf(name, seen).map((request) => ({ name, request }))));
  const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom<unknown>(...names) }, { weight: 1, arbitrary: hostileValue });
  return fc.oneof(
    { weight: 3, arbitrary: wellFormed },
    {
      weight: 1,
      arbitrary:
        seen.confirmable.length === 0
          ? wellFormed
          : fc.constantFrom(...seen.confirmable).map((request) => ({ name: 'bindings/confirm', request })),
    },
    {
      weight: 1,
      // Mostly without an approval: none was granted, and a fake one would be refused early.
      arbitrary: fc.tuple(requestOf('bindings/confirm', seen), fc.nat({ max: 3 })).map(([request, chance]) => ({
        name: 'bindings/confirm',
        request:
          chance > 0 && isRecord(request) ? Object.fromEntries(Object.entries(request).filter(([key]) => key !== 'approvalId')) : request,
      })),
    },
    { weight: 1, arbitrary: fc.record({ name: fc.constantFrom('settings/save', 'server/testDraft'), request: oneChange }) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(wellFormed, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 5 }), hostileValue), { minLength: 1, maxLength: 3 }))
        .map(([call, bends]) => ({ name: call.name, request: bends.reduce(bend, call.request) })),
    },
    { weight: 2, arbitrary: fc.record({ name, request: hostileValue }) },
  );
}

/** Generates requests that match the schema of a call, with visible values where they belong. */
function requestOf(name: string, seen: VisibleState): fc.Arbitrary<unknown> {
  const call = Object.entries(calls).find(([key]) => key === name)?.[1];
  if (call === undefined) throw new Error(`There is no call ${name}`);
  return valueOf(nodeSchema.parse(z.toJSONSchema(call.request, { io: 'input' })), '', seen);
}

interface Node {
  readonly type?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly Node[] | undefined;
  readonly oneOf?: readonly Node[] | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly items?: Node | undefined;
  readonly pattern?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
}
const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    anyOf: z.array(nodeSchema).optional(),
    oneOf: z.array(nodeSchema).optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    items: nodeSchema.optional(),
    pattern: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
  }),
);

function valueOf(node: Node, key: string, seen: VisibleState): fc.Arbitrary<unknown> {
  const known: Readonly<Record<string, readonly unknown[]>> = {
    requestId: seen.requestIds,
    presentationId: seen.presentationIds,
    bindingId: seen.bindingIds,
    readerId: seen.readerIds,
    cardNumber: seen.cardNumbers,
    key: settingKeys,
    value: hostileSettings,
  };
  const fitting = fittingValue(node, seen);
  const values = known[key] ?? [];
  return values.length === 0 ? fitting : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fitting });
}

const textsByPattern = new Map<string, fc.Arbitrary<string>>();
/** Generates texts that match a pattern. Kept, because making one takes longer than hundreds of calls. */
function matching(pattern: string): fc.Arbitrary<string> {
  const known = textsByPattern.get(pattern);
  if (known !== undefined) return known;
  const made = fc.stringMatching(new RegExp(pattern));
  textsByPattern.set(pattern, made);
  return made;
}

function fittingValue(node: Node, seen: VisibleState): fc.Arbitrary<unknown> {
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  const branches = node.anyOf ?? node.oneOf;
  if (branches !== undefined) return fc.oneof(...branches.map((branch) => fittingValue(branch, seen)));
  switch (node.type) {
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(node.properties ?? {}).map(([key, below]) => [key, valueOf(below, key, seen)])));
    case 'array':
      return fc.array(node.items === undefined ? anything : fittingValue(node.items, seen), { maxLength: 5 });
    case 'string':
      return node.pattern === undefined ? hostileText : matching(node.pattern);
    case 'integer':
    case 'number':
      return fc.integer({
        min: node.minimum ?? (node.exclusiveMinimum === undefined ? -1000 : node.exclusiveMinimum + 1),
        max: Math.min(node.maximum ?? 1_000, 100_000),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anything;
  }
}

/** Alters a request in one place: replaces a value, removes, adds or renames a key, makes an own `__proto__`, or wraps the whole. */
function bend(request: unknown, [where, how, value]: [number, number, unknown]): unknown {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return value;
  const entries = Object.entries(request);
  const at = entries.length === 0 ? 0 : where % entries.length;
  switch (how) {
    case 0:
      return Object.fromEntries(entries.map(([key, old], index) => [key, index === at ? value : old]));
    case 1:
      return Object.fromEntries(entries.filter((_, index) => index !== at));
    case 2:
      return Object.fromEntries([...entries, ['cardId', value]]);
    case 3:
      return Object.fromEntries([...entries, ['__proto__', value]]);
    case 4:
      return [request];
    default:
      return Object.fromEntries(
        entries.map(([key, old], index) =>
          index === at && typeof old === 'string' ? [key, `${old}${typeof value === 'string' ? value.slice(0, 40) : ' '}`] : [key, old],
        ),
      );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
