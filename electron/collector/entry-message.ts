import * as z from 'zod';
import { approvalSchema } from '../../shared/approvals.js';
import type { JournalEntry } from '../store/journal.js';
import { bindingKinds } from './binding-kinds.js';
import { includable, type EventKind, type Include } from './event-kind.js';
import { noteKinds } from './note-kinds.js';
import { syslogLine, type DataElement } from './syslog.js';

/**
 * Card Desk has no enterprise number of its own: 32473 is the one that is set aside for documentation and examples (RFC 5612),
 * so that no other product's data is meant.
 */
const ENTERPRISE = '32473';

type Parameter = readonly [name: string, value: string];

/** What every entry of any version has. */
const bodySchema = z.looseObject({
  at: z.iso.datetime(),
  operator: z.string(),
  station: z.string(),
  event: z.string(),
  facts: z.record(z.string(), z.unknown()).default({}),
  binding: z
    .looseObject({
      bindingId: z.string(),
      request: z.looseObject({
        requestId: z.string(),
        person: z.looseObject({ userId: z.string(), name: z.string().optional(), account: z.string().optional() }),
      }),
      cardId: z.looseObject({ text: z.string() }),
      state: z.looseObject({
        state: z.string(),
        // A code in `attention`; what a person typed in the states that a person brings about, and never told then.
        reason: z.string().optional(),
        error: z.looseObject({ code: z.string() }).nullish(),
      }),
      care: z.looseObject({ outcome: z.string(), difference: z.string().nullable() }).optional(),
    })
    .optional(),
  approval: approvalSchema.optional(),
});
type Body = z.infer<typeof bodySchema>;

/** An entry whose event, or whose form, this program does not know. */
export const otherKind: EventKind = { id: 9000, severity: 'notice', text: 'Another entry of the journal' };

/** An entry whose text is in an archive: its own event is not known here any more. */
export const archivedKind: EventKind = { id: 9002, severity: 'info', text: 'An entry of the journal that is in an archive' };

/** What is the same in every message of a station. */
export interface Sender {
  /** The station's version. */
  readonly version: string;
  /** Names the journal: the hash of its first entry. */
  readonly chain: string;
}

/**
 * Writes an entry of the journal as a syslog message. Only what the table of kinds names is told; an entry that cannot be understood
 * is told by its number and hash alone, so that the receiver sees no gap.
 *
 * @param include what else may be told
 * @param now the time of a message whose entry cannot be read
 */
export function entryMessage(entry: JournalEntry, sender: Sender, include: Include, now: Date): string {
  const isArchived = entry.archivedBy !== undefined;
  const body = isArchived ? null : bodyOf(entry);
  const kind = isArchived ? archivedKind : body === null ? otherKind : kindOf(body);
  const event: DataElement = {
    id: ownId('event'),
    parameters: isArchived
      ? [
          ['event', 'archived'],
          ['archivedBy', String(entry.archivedBy)],
        ]
      : body === null
        ? [['event', 'other']]
        : [['event', kind === otherKind ? 'other' : body.event], ...eventParameters(kind, body, include)],
  };
  const journal: DataElement = {
    id: ownId('journal'),
    parameters: [
      ['seq', String(entry.seq)],
      ['hash', entry.hash],
      ['previous', entry.previousHash],
      ['chain', sender.chain],
    ],
  };
  return syslogLine({
    severity: needsAttention(body) ? 'warning' : kind.severity,
    at: body?.at ?? now.toISOString(),
    host: body?.station ?? '-',
    eventId: kind.id,
    data: [originOf(sender.version), journal, event],
    text: kind.text,
  });
}

/** The element that names the program (RFC 5424 §7.2). */
export function originOf(version: string): DataElement {
  return {
    id: 'origin',
    parameters: [
      ['software', 'Card Desk'],
      ['swVersion', version],
    ],
  };
}

/** The SD-ID of an element of this program's own. */
export function ownId(name: string): string {
  return `${name}@${ENTERPRISE}`;
}

function bodyOf({ body }: JournalEntry): Body | null {
  try {
    return bodySchema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

function kindOf({ event, binding }: Body): EventKind {
  const kinds: Readonly<Record<string, EventKind>> = binding === undefined ? noteKinds : bindingKinds;
  return Object.hasOwn(kinds, event) ? (kinds[event] ?? otherKind) : otherKind;
}

function needsAttention(body: Body | null): boolean {
  return ['attention', 'refused'].includes(body?.binding?.state.state ?? '');
}

function eventParameters(kind: EventKind, body: Body, include: Include): Parameter[] {
  const { facts, operator, approval } = body;
  const included = includable.flatMap((what) => (include[what] ? (kind.included?.[what] ?? []) : []));
  return [
    ...bindingParameters(body, include),
    ...[...(kind.facts ?? []), ...included].flatMap((name) => parameter(name, facts[name])),
    ...(approval === undefined
      ? []
      : parameters({ approvalId: approval.approvalId, role: approval.role, refusals: approval.refusals.join(', ') })),
    ...(approval !== undefined && include.operator ? parameter('approver', approval.approver) : []),
    ...(include.operator ? parameter('operator', operator) : []),
  ];
}

function bindingParameters({ binding }: Body, include: Include): Parameter[] {
  if (binding === undefined) return [];
  const { bindingId, request, cardId, state, care } = binding;
  const { userId, name, account } = request.person;
  return parameters({
    bindingId,
    state: state.state,
    ...(state.state === 'attention' ? { reason: state.reason } : {}),
    error: state.error?.code,
    care: care?.outcome,
    difference: care?.difference ?? undefined,
    ...(include.requests ? { requestId: request.requestId } : {}),
    ...(include.people ? { userId, name, account } : {}),
    ...(include.cards ? { cardId: cardId.text } : {}),
  });
}

function parameters(values: Readonly<Record<string, string | undefined>>): Parameter[] {
  return Object.entries(values).flatMap(([name, value]) => parameter(name, value));
}

/** Nothing, for what an entry does not have, or has otherwise than as a word or a number. */
function parameter(name: string, value: unknown): Parameter[] {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? [[name, String(value)]] : [];
}
