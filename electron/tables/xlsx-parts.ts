import { strFromU8, unzipSync } from 'fflate';
import { isDateFormat } from 'numfmt';
import { SaxesParser } from 'saxes';
import { mebibytes, TableFailure, type TableLimits } from './table.js';

/** Built-in date and time formats (ECMA-376 part 1 §18.8.30, for all languages). */
const DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);

/** How a number is displayed: as a date, in a format of the workbook's own, or (null) as it is. */
export type NumberFormat = { readonly kind: 'date' } | { readonly kind: 'own'; readonly code: string } | null;

/** The first visible sheet of a workbook, and what its cells refer to. */
export interface VisibleSheet {
  readonly name: string;
  readonly xml: string;
  readonly strings: readonly string[];
  /** Number formats, by a cell's style number. */
  readonly formats: readonly NumberFormat[];
  /** Whether days count from 1904, as in old Macintosh workbooks. */
  readonly isFrom1904: boolean;
}

/** Attributes of an element by local name. */
export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  readonly open?: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/**
 * Walks through an XML part; names are local, without namespace.
 * @throws Error if it is not well-formed
 */
export function walkXml(xml: string, { open, close, text }: XmlHandlers): void {
  const parser = new SaxesParser();
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', ({ name, attributes }) => {
    // Fast path: most cells have no namespace, and there are many cells.
    const isPlain = Object.keys(attributes).every((key) => !key.includes(':'));
    open?.(local(name), isPlain ? attributes : Object.fromEntries(Object.entries(attributes).map(([key, value]) => [local(key), value])));
  });
  parser.on('closetag', ({ name }) => close?.(local(name)));
  parser.on('text', (part) => text?.(part));
  parser.on('cdata', (part) => text?.(part));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

/**
 * Unpacks a workbook (ECMA-376, Office Open XML). Checks the unpacked size before processing.
 * @throws TableFailure if it is too large, is no workbook, or has no visible sheet
 */
export function visibleSheet(bytes: Uint8Array, limits: TableLimits): VisibleSheet {
  const parts = unpacked(bytes, limits);
  const part = (path: string): string | null => {
    const found = parts.get(path.toLowerCase());
    return found === undefined ? null : strFromU8(found);
  };
  const mainPath = targetOf(part('_rels/.rels'), '', ({ Type: type = '' }) => type.endsWith('/officeDocument'));
  const workbook = mainPath === null ? null : part(mainPath);
  if (mainPath === null || workbook === null) throw new TableFailure('damaged', 'it has no workbook part');
  const relations = part(relationsOf(mainPath));
  const { sheets, isFrom1904 } = readWorkbook(workbook);
  // A chart sheet has no cells.
  const paths = sheets.map(({ name, id }) => ({
    name,
    path: targetOf(relations, mainPath, ({ Id, Type: type = '' }) => Id === id && type.endsWith('/worksheet')),
  }));
  const sheet = paths.find(({ path }) => path !== null);
  const xml = part(sheet?.path ?? '');
  if (sheet === undefined || xml === null) throw new TableFailure('damaged', 'it has no visible sheet');
  const ofType = (type: string): string | null => {
    const path = targetOf(relations, mainPath, ({ Type = '' }) => Type.endsWith(`/${type}`));
    return path === null ? null : part(path);
  };
  return { name: sheet.name, xml, strings: readStrings(ofType('sharedStrings')), formats: readFormats(ofType('styles')), isFrom1904 };
}

/** Unpacks the required parts, by lower-case path. Adds up their sizes first. */
function unpacked(bytes: Uint8Array, limits: TableLimits): ReadonlyMap<string, Uint8Array> {
  let size = 0;
  // The unpacker never exceeds an entry's declared size, so the sum of these is a reliable measure.
  const isRead = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }): boolean => {
    size += originalSize;
    if (size > limits.unpackedBytes) throw new TableFailure('too-large', mebibytes(limits.unpackedBytes));
    return /\.(?:xml|rels)$/i.test(name);
  };
  return new Map(Object.entries(unzipSync(bytes, { filter: isRead })).map(([path, part]) => [path.toLowerCase(), part]));
}

function relationsOf(path: string): string {
  return path.replace(/([^/]*)$/, '_rels/$1.rels');
}

/** Returns the path of the part that a relation refers to, relative to the part `from`; null if there is none. */
function targetOf(relations: string | null, from: string, isWanted: (relation: Attributes) => boolean): string | null {
  let target: string | null = null;
  if (relations === null) return null;
  walkXml(relations, {
    open: (name, relation) => {
      if (name === 'Relationship' && target === null && isWanted(relation))
        target = new URL(relation['Target'] ?? '', `part:/${from}`).pathname.slice(1);
    },
  });
  return target;
}

function readWorkbook(xml: string): {
  readonly sheets: readonly { readonly name: string; readonly id: string }[];
  readonly isFrom1904: boolean;
} {
  const sheets: { readonly name: string; readonly id: string }[] = [];
  let isFrom1904 = false;
  walkXml(xml, {
    open: (name, attributes) => {
      if (name === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const { name: title = '', state = 'visible', id = '' } = attributes;
      if (state === 'visible') sheets.push({ name: title, id });
    },
  });
  return { sheets, isFrom1904 };
}

/** Returns the shared strings that cells refer to by number, without pronunciation marks. */
function readStrings(xml: string | null): readonly string[] {
  const strings: string[] = [];
  let text: string | null = null;
  let isIn = false;
  let isPronunciation = false;
  if (xml === null) return strings;
  walkXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') isPronunciation = true;
      isIn = name === 't';
    },
    text: (part) => {
      if (text !== null && isIn && !isPronunciation) text += part;
    },
    close: (name) => {
      isIn = false;
      if (name === 'rPh') isPronunciation = false;
      if (name !== 'si' || text === null) return;
      strings.push(text);
      text = null;
    },
  });
  return strings;
}

function readFormats(xml: string | null): readonly NumberFormat[] {
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let isOfCells = false;
  if (xml === null) return formats;
  walkXml(xml, {
    open: (name, attributes) => {
      if (name === 'cellXfs') isOfCells = true;
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'xf' && isOfCells) formats.push(formatOf(Number(attributes['numFmtId'] ?? 0), codes));
    },
    close: (name) => {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return formats;
}

function formatOf(id: number, codes: ReadonlyMap<number, string>): NumberFormat {
  const code = codes.get(id);
  if (code === undefined) return DATE_FORMATS.has(id) ? { kind: 'date' } : null;
  return isDateFormat(code) ? { kind: 'date' } : { kind: 'own', code };
}
