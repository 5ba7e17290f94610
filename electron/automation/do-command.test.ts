import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Role } from '../../shared/roles.js';
import { ok } from '../../shared/result.js';
import { stockColumns } from '../../shared/stock.fixture.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import type { AnswerCallDeps, Handlers } from '../core/answer-call.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { commandQueue, doCommand, type DoCommandDeps } from './do-command.js';
import { answerWithCommandFile } from './command-file.js';

const file = join(testFolder('commands'), 'journal.csv');
const command = { command: 'export-journal', file } as const;

/** A station with one handler, which asks where to write in a dialog that a test cannot answer. */
function station({ role = 'administrator', isLocked = false }: { readonly role?: Role; readonly isLocked?: boolean } = {}) {
  const notes: unknown[] = [];
  const asked: string[] = [];
  const chooseFile: SystemDialogs['chooseFile'] = ({ defaultName }) => {
    asked.push(defaultName);
    return Promise.resolve(null);
  };
  const dialogs = answerWithCommandFile({
    chooseFile,
    chooseFileToOpen: () => Promise.resolve(null),
    ask: () => Promise.resolve(false),
    print: () => Promise.resolve({ outcome: 'cancelled' }),
    pdf: () => Promise.resolve({ outcome: 'failed', detail: '' }),
  });
  const handlers: Pick<Handlers, 'history/export'> = {
    'history/export': async () => {
      const chosen = await dialogs.chooseFile({ defaultName: 'journal', kinds: [] });
      return ok(chosen === null ? null : { file: chosen, entries: 2, head: 'a'.repeat(64) });
    },
  };
  const answerCallDeps: AnswerCallDeps = {
    handlers: handlers as Handlers,
    rules: {
      role: () => role,
      refused: () => undefined,
      refreshIdentity: () => Promise.resolve(),
      isLocked: () => isLocked,
      passGate: (confirm) => confirm(),
      fit: (_call, answer) => answer,
    },
  };
  const deps: DoCommandDeps = {
    answerCallDeps,
    journal: {
      note: (event, facts) => {
        notes.push([event, facts]);
        return Promise.resolve();
      },
    },
    isTraining: false,
    stockList: { isOpen: () => false, close: () => undefined },
  };
  return { deps, notes, asked, dialogs };
}

it('a command writes to its file without a dialog and is journaled first', async () => {
  const { deps, notes, asked, dialogs } = station();
  expect(await doCommand(command, deps)).toEqual({ outcome: 'done', facts: { entries: 2, head: 'a'.repeat(64) } });
  expect(asked).toEqual([]);
  expect(notes).toEqual([['command-asked', { command: 'export-journal', file }]]);
  // The operator still sees a dialog.
  expect(await dialogs.chooseFile({ defaultName: 'mine', kinds: [] })).toBeNull();
  expect(asked).toEqual(['mine']);
});

it.each([
  ['a role that is too low', station({ role: 'operator' }).deps, 'not-allowed'],
  ['a locked desk', station({ isLocked: true }).deps, 'in-kiosk'],
  ['training', { ...station().deps, isTraining: true }, 'in-training'],
])('a command does nothing in %s', async (_what, deps, code) => {
  expect(await doCommand(command, deps)).toMatchObject({ outcome: 'failed', code });
});

it('a command does nothing if it cannot be journaled', async () => {
  const { deps } = station();
  const full = { ...deps, journal: { note: () => Promise.reject(new Error('the disk is full')) } };
  expect(await doCommand(command, full)).toEqual({ outcome: 'failed', code: 'journal-failed', detail: 'the disk is full' });
});

it('a command has an unknown outcome if the program itself fails', async () => {
  const { deps } = station();
  const broken = { ...deps, answerCallDeps: { ...deps.answerCallDeps, handlers: {} as Handlers } };
  expect(await doCommand(command, broken)).toMatchObject({ outcome: 'unknown' });
});

it('a command imports no list of cards while another is open', async () => {
  const { deps } = station();
  const asked = { command: 'import-stock', file, skipKnown: false, idOrder: null } as const;
  expect(await doCommand(asked, { ...deps, stockList: { ...deps.stockList, isOpen: () => true } })).toMatchObject({
    outcome: 'failed',
    code: 'list-open',
  });
});

it('commands run one after the other: two concurrent lists are each imported as requested', async () => {
  const { deps, dialogs } = station();
  let open: string | null = null;
  const imported: unknown[] = [];
  const handlers: Pick<Handlers, 'stock/openList' | 'stock/importList'> = {
    'stock/openList': async () => {
      const name = await dialogs.chooseFileToOpen({ title: '', kind: '', extensions: [] });
      await Promise.resolve();
      open = name;
      const columns = stockColumns({ cardId: 0 });
      return ok({
        outcome: 'opened',
        file: {
          list: 1,
          name: name ?? '',
          sheet: null,
          header: [],
          sample: [],
          lines: 1,
          mapping: { columns, idOrder: null },
          isRemembered: false,
        },
      });
    },
    'stock/importList': ({ skipKnown }) => {
      imported.push([open, skipKnown]);
      return Promise.resolve(ok({ outcome: 'imported', cards: 1, skipped: 0 }));
    },
  };
  const run = commandQueue({
    ...deps,
    answerCallDeps: { ...deps.answerCallDeps, handlers: handlers as Handlers },
    stockList: { isOpen: () => open !== null, close: () => void (open = null) },
  });
  const [first, second] = [file, `${file}.2`];
  const asked = { command: 'import-stock', idOrder: null } as const;
  const outcomes = await Promise.all([run({ ...asked, file: first, skipKnown: true }), run({ ...asked, file: second, skipKnown: false })]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  expect(imported).toEqual([
    [first, true],
    [second, false],
  ]);
});

it('a command imports only its own list: one that the operator opened meanwhile is neither imported nor closed', async () => {
  const { deps } = station();
  const columns = stockColumns({ cardId: 0 });
  const closed: number[] = [];
  const asked: number[] = [];
  const handlers: Pick<Handlers, 'stock/openList' | 'stock/importList'> = {
    'stock/openList': () =>
      Promise.resolve(
        ok({
          outcome: 'opened',
          file: {
            list: 7,
            name: 'x',
            sheet: null,
            header: [],
            sample: [],
            lines: 1,
            mapping: { columns, idOrder: null },
            isRemembered: false,
          },
        }),
      ),
    'stock/importList': ({ list }) => {
      asked.push(list);
      return Promise.resolve(ok({ outcome: 'cancelled' }));
    },
  };
  const outcome = await doCommand(
    { command: 'import-stock', file, skipKnown: false, idOrder: null },
    {
      ...deps,
      answerCallDeps: { ...deps.answerCallDeps, handlers: handlers as Handlers },
      stockList: { isOpen: () => false, close: (list) => void closed.push(list) },
    },
  );
  expect(outcome).toMatchObject({ outcome: 'failed', code: 'cancelled' });
  expect([asked, closed]).toEqual([[7], [7]]);
});
