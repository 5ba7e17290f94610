import { strToU8, zipSync } from 'fflate';

export type FixtureCell = string | number | boolean | Date | { readonly error: string } | null;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DAY_MS = 86_400_000;

/** For tests: a workbook with one sheet as spreadsheets write it: shared strings, gaps left out. */
export function workbook(rows: readonly (readonly FixtureCell[])[]): Uint8Array {
  const strings = new Map<string, number>();
  const cellOf = (cell: FixtureCell, at: string): string => {
    if (cell === null || cell === '') return '';
    if (typeof cell === 'number') return `<c r="${at}"><v>${String(cell)}</v></c>`;
    if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${String(Number(cell))}</v></c>`;
    // Days since the end of 1899, in a date format.
    if (cell instanceof Date) return `<c r="${at}" s="1"><v>${String(cell.getTime() / DAY_MS + 25_569)}</v></c>`;
    if (typeof cell === 'object') return `<c r="${at}" t="e"><v>${cell.error}</v></c>`;
    const index = strings.get(cell) ?? strings.size;
    strings.set(cell, index);
    return `<c r="${at}" t="s"><v>${String(index)}</v></c>`;
  };
  const sheet = rows
    .map(
      (cells, row) =>
        `<row r="${String(row + 1)}">${cells.map((cell, column) => cellOf(cell, `${letters(column)}${String(row + 1)}`)).join('')}</row>`,
    )
    .join('');
  return workbookOf(`<worksheet xmlns="${MAIN}"><sheetData>${sheet}</sheetData></worksheet>`, [...strings.keys()]);
}

/** For tests: a workbook around the XML of its sheet. */
export function workbookOf(sheet: string, strings: readonly string[] = []): Uint8Array {
  const types = ['workbook', 'worksheet', 'styles', 'sharedStrings'].map(
    (type) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${type === 'workbook' ? 'sheet.main' : type}+xml`,
  );
  const parts = ['/xl/workbook.xml', '/xl/worksheets/sheet1.xml', '/xl/styles.xml', '/xl/sharedStrings.xml'];
  const relation = (id: number, type: string, target: string): string =>
    `<Relationship Id="rId${String(id)}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  return zipSync({
    '[Content_Types].xml': strToU8(
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `${parts.map((part, at) => `<Override PartName="${part}" ContentType="${types[at] ?? ''}"/>`).join('')}</Types>`,
    ),
    '_rels/.rels': strToU8(
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="Cards" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'worksheet', 'worksheets/sheet1.xml')}` +
        `${relation(2, 'styles', 'styles.xml')}${relation(3, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    ),
    'xl/styles.xml': strToU8(
      `${XML}<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    'xl/sharedStrings.xml': strToU8(
      `${XML}<sst xmlns="${MAIN}">${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
    ),
    'xl/worksheets/sheet1.xml': strToU8(`${XML}${sheet}`),
  });
}

/** A cell with its number format; `value` may be text as a program writes it. */
export type FormattedCell = FixtureCell | { readonly value: number | string; readonly format?: string };

/** For tests: a workbook of several sheets, whose cells have formats of their own. */
export function formattedWorkbook(
  sheets: readonly {
    readonly name: string;
    readonly state?: 'hidden' | 'veryHidden';
    readonly rows: readonly (readonly FormattedCell[])[];
  }[],
): Uint8Array {
  const formats: string[] = [];
  const cellOf = (cell: FormattedCell, at: string): string => {
    if (cell === null || cell === '') return '';
    if (typeof cell === 'object' && 'error' in cell) return `<c r="${at}" t="e"><v>${cell.error}</v></c>`;
    if (typeof cell !== 'object' || !('value' in cell)) return `<c r="${at}" t="inlineStr"><is><t>${escaped(String(cell))}</t></is></c>`;
    const { value, format = 'General' } = cell;
    if (!formats.includes(format)) formats.push(format);
    return `<c r="${at}" s="${String(formats.indexOf(format))}"><v>${String(value)}</v></c>`;
  };
  const rowOf = (cells: readonly FormattedCell[], row: number): string =>
    `<row r="${String(row + 1)}">${cells.map((cell, column) => cellOf(cell, `${letters(column)}${String(row + 1)}`)).join('')}</row>`;
  const parts = sheets.map(({ rows }) => `<worksheet xmlns="${MAIN}"><sheetData>${rows.map(rowOf).join('')}</sheetData></worksheet>`);
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const relations = (...inner: string[]): Uint8Array =>
    strToU8(`${XML}<Relationships xmlns="${PACKAGE}/relationships">${inner.join('')}</Relationships>`);
  const sheetTags = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${escaped(name)}" sheetId="${String(at + 1)}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${String(at + 1)}"/>`,
  );
  const attribute = (text: string): string => escaped(text).replaceAll('"', '&quot;');
  const numFmts = formats.map((format, at) => `<numFmt numFmtId="${String(164 + at)}" formatCode="${attribute(format)}"/>`).join('');
  const xfs = formats.map((_, at) => `<xf numFmtId="${String(164 + at)}" applyNumberFormat="1"/>`).join('');
  return zipSync({
    '_rels/.rels': relations(relation('rId1', 'officeDocument', '/xl/workbook.xml')),
    'xl/workbook.xml': strToU8(`${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheetTags.join('')}</sheets></workbook>`),
    'xl/_rels/workbook.xml.rels': relations(
      ...sheets.map((_, at) => relation(`rId${String(at + 1)}`, 'worksheet', `worksheets/sheet${String(at + 1)}.xml`)),
      relation('rId99', 'styles', 'styles.xml'),
    ),
    'xl/styles.xml': strToU8(
      `${XML}<styleSheet xmlns="${MAIN}"><numFmts>${numFmts}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs}</cellXfs></styleSheet>`,
    ),
    ...Object.fromEntries(parts.map((xml, at) => [`xl/worksheets/sheet${String(at + 1)}.xml`, strToU8(`${XML}${xml}`)])),
  });
}

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : letters(Math.floor(column / 26) - 1) + letters(column % 26);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
