import type { RequestStatus } from '../cm/schemas.js';
import { formOf } from './forms.js';

/** Requests of one query with the same numbers, counted by what decides whether a card can be bound to them. */
export interface RequestCount {
  readonly asked: RequestStatus;
  /** `Status` and `RequestType`; null if not a whole number from 0 to 999. */
  readonly status: number | null;
  readonly type: number | null;
  requests: number;
  agent: number;
  smartcard: number;
  newCard: number;
  oldCard: number;
  virtual: number;
  /** Number of requests whose profile template is not in the list of templates. */
  unknownTemplate: number;
}

/** Maximum number of rows: there are eight statuses and about twelve types. */
const MOST_ROWS = 60;

/** Counts requests by their numbers. Stores no request. */
export class RequestCounts {
  readonly #rows = new Map<string, RequestCount>();
  /** Whether a template is for virtual cards, by its id. */
  readonly #templates = new Map<string, boolean>();
  #beyond = 0;

  /** Rows in the order they were found. */
  get rows(): readonly RequestCount[] {
    return [...this.#rows.values()];
  }

  /** Number of requests without a row because there were too many rows. */
  get beyond(): number {
    return this.#beyond;
  }

  addTemplate({ Uuid, IsVirtualSmartcardProfileTemplate }: Readonly<Record<string, unknown>>): void {
    if (typeof Uuid === 'string') this.#templates.set(Uuid.toLowerCase(), IsVirtualSmartcardProfileTemplate === true);
  }

  addRequest(asked: RequestStatus, request: Readonly<Record<string, unknown>>): void {
    const status = smallNumber(request['Status']);
    const type = smallNumber(request['RequestType']);
    const key = `${asked} ${String(status)} ${String(type)}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      if (this.#rows.size >= MOST_ROWS) {
        this.#beyond += 1;
        return;
      }
      row = { asked, status, type, requests: 0, agent: 0, smartcard: 0, newCard: 0, oldCard: 0, virtual: 0, unknownTemplate: 0 };
      this.#rows.set(key, row);
    }
    const template = request['ProfileTemplateUuid'];
    const isVirtual = typeof template === 'string' ? this.#templates.get(template.toLowerCase()) : undefined;
    row.requests += 1;
    if (request['IsEnrollmentAgent'] === true) row.agent += 1;
    if (request['IsSmartcard'] === true) row.smartcard += 1;
    if (formOf(request['NewSmartcardUuid']) === 'GUID') row.newCard += 1;
    if (formOf(request['OldSmartcardUuid']) === 'GUID') row.oldCard += 1;
    if (isVirtual === true) row.virtual += 1;
    if (isVirtual === undefined) row.unknownTemplate += 1;
  }
}

function smallNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1_000 ? value : null;
}
