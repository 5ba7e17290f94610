import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { testFolder } from '../core/test-folder.fixture.js';
import { JournalError } from '../store/journal.js';
import type { ReportStore } from '../store/report.js';
import { csvHead } from './report-csv.js';
import { reportHandlers } from './report-handlers.js';

const period = { from: '2026-11-29T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z' };

describe('a saved report', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = testFolder('report');
    file = join(folder, 'report');
    writeFileSync(file, 'of yesterday');
  });

  function handlers(read: ReportStore['read']) {
    return reportHandlers({
      station: 'DESK-01',
      dialogs: {
        chooseFile: () => Promise.resolve(file),
        chooseFileToOpen: () => Promise.resolve(null),
        ask: () => Promise.resolve(false),
        print: () => Promise.resolve({ outcome: 'printed' }),
        pdf: () => Promise.resolve({ outcome: 'made', bytes: Buffer.from('%PDF') }),
      },
      openReports: () => Promise.resolve({ read, close: () => Promise.resolve() }),
    }).handlers;
  }

  it('replaces an older report page by page, and leaves no other file beside it', async () => {
    const asked: number[] = [];
    const { 'report/saveCsv': saveCsv, 'report/savePdf': savePdf } = handlers(({ after }) => {
      asked.push(after);
      return Promise.resolve({ rows: [], notes: [], next: after === 0 ? 7 : null });
    });
    expect(await saveCsv(period)).toEqual({ ok: true, value: { file } });
    expect(asked).toEqual([0, 7]);
    expect(readFileSync(file, 'utf8')).toBe(csvHead);
    expect(await savePdf(period)).toEqual({ ok: true, value: { file } });
    expect(readFileSync(file, 'utf8')).toBe('%PDF');
    expect(readdirSync(folder)).toEqual(['report']);
  });

  it('leaves an older report unchanged if the journal cannot be read to its end', async () => {
    const { 'report/saveCsv': saveCsv } = handlers(({ after }) =>
      after === 0 ? Promise.resolve({ rows: [], notes: [], next: 7 }) : Promise.reject(new JournalError('unusable', 'disk I/O error')),
    );
    expect(await saveCsv(period)).toEqual({ ok: false, error: { code: 'journal-unreadable', detail: 'disk I/O error' } });
    expect(readFileSync(file, 'utf8')).toBe('of yesterday');
    expect(readdirSync(folder)).toEqual(['report']);
  });
});
