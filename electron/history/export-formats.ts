import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { abandonEvents, abandonSchema, type Abandon } from '../../shared/abandon.js';
import { careEvents, careSchema } from '../../shared/after-care.js';
import { approvalSchema, type Approval } from '../../shared/approvals.js';
import { bindingStateSchema } from '../../shared/bindings.js';
import type { JournalEntry } from '../store/journal.js';
import { exportedEntry, exportedHead } from '../store/verify.js';

/** A format of the exported journal: start, pages of entries, and end. */
export interface ExportFormat {
  readonly begin: string;
  /** @param first whether these are the first entries */
  page(entries: readonly JournalEntry[], first: boolean): string;
  end(entries: number, head: string): string;
}

/** The part of an entry for people. The JSON formats contain everything. */
const bodySchema = z.looseObject({
  seq: z.int(),
  at: z.string(),
  operator: z.string(),
  station: z.string(),
  event: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  approval: approvalSchema.optional(),
  binding: z
    .looseObject({
      bindingId: z.string(),
      request: z.looseObject({
        requestId: z.string(),
        person: z.looseObject({ userId: z.string(), name: z.string().optional(), account: z.string().optional() }),
        profileTemplate: z.looseObject({ name: z.string().nullable() }),
      }),
      cardId: z.looseObject({ text: z.string(), source: z.string() }),
      atr: z.string(),
      readerName: z.string(),
      state: bindingStateSchema,
      care: careSchema.optional(),
      abandon: abandonSchema.optional(),
    })
    .optional(),
});

const columns = [
  ...['seq', 'at', 'operator', 'station', 'event', 'state', 'detail', 'smartcardUri', 'person', 'account', 'userId'],
  ...['requestId', 'profileTemplate', 'cardId', 'cardIdSource', 'atr', 'reader', 'bindingId', 'hash'],
] as const;

/**
 * - `jsonl`: for an auditor: each entry's text as hashed, and the head as the last line.
 * - `json`: an array of the entries' contents, each with its hash, for other programs.
 * - `csv`: one row for each entry, for spreadsheets: UTF-8 with a byte order mark; no cell can be read as a formula.
 */
export const exportFormats = {
  jsonl: {
    begin: '',
    page: (entries) => entries.map((entry) => `${exportedEntry(entry)}\n`).join(''),
    end: (entries, head) => `${exportedHead(entries, head)}\n`,
  },
  json: {
    begin: '[',
    page: (entries, first) =>
      entries
        .map(({ seq, body, hash, archivedBy }, index) => {
          const content = archivedBy === undefined ? z.record(z.string(), z.json()).parse(JSON.parse(body)) : { seq, archivedBy };
          return `${first && index === 0 ? '' : ','}\n${JSON.stringify({ ...content, hash })}`;
        })
        .join(''),
    end: () => '\n]\n',
  },
  csv: {
    begin: `\uFEFF${stringify([[...columns]], { record_delimiter: 'windows' })}`,
    page: (entries) => stringify(entries.map(rowOf), { columns: [...columns], escape_formulas: true, record_delimiter: 'windows' }),
    end: () => '',
  },
} as const satisfies Record<string, ExportFormat>;
export type ExportFormatName = keyof typeof exportFormats;

/** Returns the format for a file name: `.csv`, `.json`, else the auditor's. */
export function exportFormatOf(file: string): ExportFormatName {
  const extension = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase();
  return extension === 'csv' || extension === 'json' ? extension : 'jsonl';
}

function rowOf(entry: JournalEntry): Record<(typeof columns)[number], string | number> {
  if (entry.archivedBy !== undefined) return archivedRow(entry, entry.archivedBy);
  const { body, hash } = entry;
  const { seq, at, operator, station, event, facts, binding, approval } = bodySchema.parse(JSON.parse(body));
  const person = binding?.request.person;
  const state = binding?.state;
  return {
    ...{ seq, at, operator, station, event, hash },
    state: state?.state ?? '',
    detail:
      approval !== undefined
        ? approvedBy(approval)
        : facts === undefined
          ? bindingDetailOf(event, binding)
          : Object.entries(facts)
              .map(([name, value]) => `${name}: ${String(value)}`)
              .join('; '),
    smartcardUri: state?.state === 'bound' ? (state.smartcardUri ?? '') : '',
    person: person?.name ?? '',
    account: person?.account ?? '',
    userId: person?.userId ?? '',
    requestId: binding?.request.requestId ?? '',
    profileTemplate: binding?.request.profileTemplate.name ?? '',
    cardId: binding?.cardId.text ?? '',
    cardIdSource: binding?.cardId.source ?? '',
    atr: binding?.atr ?? '',
    reader: binding?.readerName ?? '',
    bindingId: binding?.bindingId ?? '',
  };
}

/** Returns the row of an archived entry. */
function archivedRow({ seq, hash }: JournalEntry, by: number): ReturnType<typeof rowOf> {
  const nothing = { at: '', operator: '', station: '', state: '', smartcardUri: '', person: '', account: '', userId: '' };
  const noBinding = { requestId: '', profileTemplate: '', cardId: '', cardIdSource: '', atr: '', reader: '', bindingId: '' };
  return { ...nothing, ...noBinding, seq, hash, event: 'archived', detail: `The text is in the archive that entry ${String(by)} names` };
}

function approvedBy({ approver, role, refusals, reason }: Approval): string {
  return `approved by ${approver} (${role})${refusals.length === 0 ? '' : `, in spite of ${refusals.join(', ')}`}: ${reason}`;
}

type Binding = z.infer<typeof bodySchema>['binding'];

/** Returns the details of an entry about a binding, beside its state. */
function bindingDetailOf(event: string, binding: Binding): string {
  const abandon = binding?.abandon;
  if (abandon !== undefined && event === abandonEvents[abandon.state]) return abandonDetailOf(abandon);
  return isOfCare(event) ? careDetailOf(binding?.care) : detailOf(binding?.state);
}

const ofCare: readonly string[] = careEvents;

/** Returns whether an entry is about after-care. */
function isOfCare(event: string): boolean {
  return ofCare.includes(event);
}

function careDetailOf(care: z.infer<typeof careSchema> | undefined): string {
  if (care === undefined) return '';
  const { outcome, status, difference, evidence, closed } = care;
  return [outcome, `status ${String(status)}`, difference, evidence, closed].filter((part) => part !== null && part !== '').join('; ');
}

function abandonDetailOf(abandon: Abandon): string {
  const status = 'status' in abandon && abandon.status !== null ? `status ${String(abandon.status)}` : '';
  const error = 'error' in abandon && abandon.error !== null ? abandon.error.code : '';
  const how = abandon.state === 'not-abandoned' ? abandon.why : abandon.state === 'abandoned' ? `by ${abandon.by}` : '';
  return [abandon.reason, how, status, error].filter((part) => part !== '').join('; ');
}

/** Returns why a binding is in its state, if the state has a reason. */
function detailOf(state: z.infer<typeof bindingStateSchema> | undefined): string {
  switch (state?.state) {
    case 'withdrawn':
    case 'given-up':
      return state.reason;
    case 'attention':
      return `${state.reason}: ${state.evidence}`;
    case 'refused':
    case 'waiting':
    case 'uncertain':
      return 'message' in state.error && state.error.message !== '' ? `${state.error.code}: ${state.error.message}` : state.error.code;
    default:
      return '';
  }
}
