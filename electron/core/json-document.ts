import { parse, type DocumentNode, type ValueNode } from '@humanwhocodes/momoa';

/** A position in a text; line and column count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Parsed JSON with the positions of its parts. */
export interface JsonDocument {
  readonly value: unknown;
  /** Returns the position of the key or element at a path; undefined if there is none. The empty path is the whole document. */
  positionOf(path: readonly PropertyKey[]): TextPosition | undefined;
}

/** Why a text is not valid JSON, for a person. */
export interface JsonProblem {
  readonly place: TextPosition;
  readonly key: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Parses JSON (RFC 8259) with positions. Rejects a duplicate key, because the standard does not define which one counts. */
export function parseJson(
  text: string,
): { readonly ok: true; readonly document: JsonDocument } | { readonly ok: false; readonly problem: JsonProblem } {
  let tree: DocumentNode;
  let value: unknown;
  try {
    tree = parse(text, { mode: 'json' });
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: syntaxProblem(text, error) };
  }
  const twice = firstDuplicateKey(tree.body, '');
  if (twice !== undefined) {
    return { ok: false, problem: { ...twice, problem: 'occurs twice', remedy: 'Remove one of them' } };
  }
  return { ok: true, document: { value, positionOf: (path) => positionOf(tree.body, path) } };
}

function nameOf(member: { readonly name: { readonly type: string } & ({ readonly value: string } | { readonly name: string }) }): string {
  return 'value' in member.name ? member.name.value : member.name.name;
}

function positionOf(node: ValueNode, path: readonly PropertyKey[]): TextPosition | undefined {
  let place: TextPosition = node.loc.start;
  for (const step of path) {
    if (node.type === 'Object') {
      const member = node.members.find((one) => nameOf(one) === step);
      if (member === undefined) return undefined;
      place = member.name.loc.start;
      node = member.value;
    } else if (node.type === 'Array' && typeof step === 'number') {
      const element = node.elements[step];
      if (element === undefined) return undefined;
      place = element.value.loc.start;
      node = element.value;
    } else {
      return undefined;
    }
  }
  return { line: place.line, column: place.column };
}

function firstDuplicateKey(node: ValueNode, path: string): { place: TextPosition; key: string } | undefined {
  if (node.type === 'Array') {
    for (const [index, { value }] of node.elements.entries()) {
      const found = firstDuplicateKey(value, `${path}[${String(index)}]`);
      if (found !== undefined) return found;
    }
  }
  if (node.type !== 'Object') return undefined;
  const seen = new Set<string>();
  for (const member of node.members) {
    const key = path === '' ? nameOf(member) : `${path}.${nameOf(member)}`;
    if (seen.has(key)) return { place: { line: member.name.loc.start.line, column: member.name.loc.start.column }, key };
    seen.add(key);
    const found = firstDuplicateKey(member.value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function syntaxProblem(text: string, error: unknown): JsonProblem {
  const before = text.slice(0, offsetOf(text, error));
  const lines = before.split('\n');
  return {
    place: { line: lines.length, column: (lines.at(-1) ?? '').length + 1 },
    key: lastKey(before),
    problem: 'is not valid JSON from this position',
    remedy: syntaxRemedy(before.trimEnd(), text.slice(before.length)),
  };
}

/**
 * Returns the offset of the error. Most messages of V8 contain it, more exactly than those of the position-aware parser, which
 * is the fallback.
 */
function offsetOf(text: string, parserError: unknown): number {
  const said = v8Message(text);
  if (said.includes('end of JSON input')) return text.length;
  const position = /at position (\d+)/.exec(said)?.[1];
  if (position !== undefined) return Number(position);
  return parserError instanceof Error && 'offset' in parserError && typeof parserError.offset === 'number' ? parserError.offset : 0;
}

function v8Message(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/** Returns the last key before the error: the place where a person would look for it. */
function lastKey(before: string): string {
  return [...before.matchAll(/"((?:[^"\\\n]|\\.)*)"\s*:/g)].at(-1)?.[1] ?? '';
}

function syntaxRemedy(before: string, rest: string): string {
  const next = rest.trimStart().charAt(0);
  if (before === '' && next === '') return 'The file is empty. Write {} or delete the file';
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  if (/^[\x00-\x1f]/.test(rest) && (before.match(/(?<!\\)"/g) ?? []).length % 2 === 1)
    return 'Text cannot continue on the next line. Close the quotation mark, and write a tab as \\t';
  if (next === '') return 'The end is missing. Close every brace, bracket, and quotation mark';
  if (next === '/' || next === '#') return 'JSON does not allow comments. Remove it';
  if (next === "'" || next === '“' || next === '”') return 'Enclose text in straight double quotation marks: "text"';
  if (before.endsWith(',') && /[}\]]/.test(next)) return 'Remove the comma before it';
  if (before.endsWith('\\') || next === '\\') return 'Write each backslash in text twice: C:\\\\folder';
  if (/["}\]\dtruefalsn]$/.test(before) && /["\w[{]/.test(next)) return 'A comma or a colon is missing before it';
  return 'Enclose text and keys in double quotation marks. Values are "text", a number, true, false, a list [], or an object {}';
}
