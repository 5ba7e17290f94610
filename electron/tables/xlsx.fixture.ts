import { strToU8, zipSync } from 'fflate';

export type FixtureCell = string | number | boolean | Date | { readonly error: string } | null;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DAY_MS = 86_400_000;

/** For tests: a workbook with one sheet, as spreadsheets write it: text in the table of shared strings, gaps left out. */
export function workbook(rows: readonly (readonly FixtureCell[])[]): Uint8Array {
  const strings = new Map<string, number>();
  const cellOf = (cell: FixtureCell, at: string): string => {
    if (cell === null || cell === '') return '';
    if (typeof cell === 'number') return `<c r="${at}"><v>${String(cell)}</v></c>`;
    if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${String(Number(cell))}</v></c>`;
    // Days since the end of 1899, in a format that is a date's.
    if (cell instanceof Date) return `<c r="${at}" s="1"><v>${String(cell.getTime() / DAY_MS + 25_569)}</v></c>`;
    if (typeof cell === 'object') return `<c r="${at}" t="e"><v>${cell.error}</v></c>`;
    const index = strings.get(cell) ?? strings.size;
    strings.set(cell, index);
    return `<c r="${at}" t="s"><v>${String(index)}</v></c>`;
  };
  const sheet = rows
    .map((cells, row) => `<row r="${String(row + 1)}">${cells.map((cell, column) => cellOf(cell, `${letters(column)}${String(row + 1)}`)).join('')}</row>`)
    .join('');
  return workbookOf(`<worksheet xmlns="${MAIN}"><sheetData>${sheet}</sheetData></worksheet>`, [...strings.keys()]);
}

/** For tests: a workbook around the XML of its sheet. */
export function workbookOf(sheet: string, strings: readonly string[] = []): Uint8Array {
  const types = ['workbook', 'worksheet', 'styles', 'sharedStrings'].map((type) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${type === 'workbook' ? 'sheet.main' : type}+xml`);
  const parts = ['/xl/workbook.xml', '/xl/worksheets/sheet1.xml', '/xl/styles.xml', '/xl/sharedStrings.xml'];
  const relation = (id: number, type: string, target: string): string => `<Relationship Id="rId${String(id)}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  return zipSync({
    '[Content_Types].xml': strToU8(
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `${parts.map((part, at) => `<Override PartName="${part}" ContentType="${types[at] ?? ''}"/>`).join('')}</Types>`,
    ),
    '_rels/.rels': strToU8(`${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`),
    'xl/workbook.xml': strToU8(
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="Cards" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'worksheet', 'worksheets/sheet1.xml')}` +
        `${relation(2, 'styles', 'styles.xml')}${relation(3, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    ),
    'xl/styles.xml': strToU8(`${XML}<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`),
    'xl/sharedStrings.xml': strToU8(`${XML}<sst xmlns="${MAIN}">${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`),
    'xl/worksheets/sheet1.xml': strToU8(`${XML}${sheet}`),
  });
}

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : letters(Math.floor(column / 26) - 1) + letters(column % 26);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
