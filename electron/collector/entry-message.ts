import * as z from 'zod';
import { approvalSchema } from '../../shared/approvals.js';
import type { JournalEntry } from '../store/journal.js';
import { bindingKinds } from './binding-kinds.js';
import { includable, type EventKind, type Include } from './event-kind.js';
import { noteKinds } from './note-kinds.js';
import { syslogLine, type DataElement } from './syslog.js';

/**
 * Card Desk has no private enterprise number. 32473 is reserved for documentation and examples (RFC 5612), so it conflicts with
 * no product.
 */
const ENTERPRISE = '32473';

type Parameter = readonly [name: string, value: string];

/** The part of an entry that all versions have. */
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
        // A code in the state `attention`; in other states a person's text, which is never sent.
        reason: z.string().optional(),
        error: z.looseObject({ code: z.string() }).nullish(),
      }),
      care: z.looseObject({ outcome: z.string(), difference: z.string().nullable() }).optional(),
    })
    .optional(),
  approval: approvalSchema.optional(),
});
type Body = z.infer<typeof bodySchema>;

/** An entry with an event or form that this version does not know. */
export const otherKind: EventKind = { id: 9000, severity: 'notice', text: 'Another journal entry' };

/** An archived entry: its own event is no longer known here. */
export const archivedKind: EventKind = { id: 9002, severity: 'info', text: 'A journal entry that was archived' };

/** The part that is the same in every message of a station. */
export interface Sender {
  /** The station's version. */
  readonly version: string;
  /** Identifies the journal: the hash of its first entry. */
  readonly chain: string;
}

/**
 * Returns an entry as a syslog message. Contains only what the table of kinds allows. An entry that cannot be parsed is sent
 * with its number and hash only, so that the receiver sees no gap.
 * @param include additional data the settings allow
 * @param now the message's time if the entry cannot be parsed
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

/** Returns the element that names the program (RFC 5424 §7.2). */
export function originOf(version: string): DataElement {
  return {
    id: 'origin',
    parameters: [
      ['software', 'Card Desk'],
      ['swVersion', version],
    ],
  };
}

/** Returns the SD-ID of one of this program's elements. */
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

/** Returns nothing for a missing value or one that is neither text nor a number. */
function parameter(name: string, value: unknown): Parameter[] {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? [[name, String(value)]] : [];
}
