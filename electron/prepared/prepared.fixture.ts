import type { BindingView } from '../../shared/bindings.js';
import type { PreparedLine, PersonPart } from '../../shared/prepared.js';
import type { RequestView } from '../../shared/requests.js';
import { binding, exampleRequest, guid } from '../bindings/bindings.fixture.js';
import { readCardId } from '../cards/written-card-id.js';
import { parsedLine, type ParsedLine } from './parsed-line.js';

/** Test values for prepared cards: cards, people, requests and lines by number. */
export const cardOf = (n: number): { text: string; raw: string } => {
  const text = guid(0x2000 + n);
  return { text, raw: text.replaceAll('-', '').replace(/^(..)(..)(..)(..)(..)(..)(..)(..)/, '$4$3$2$1$6$5$8$7') };
};

export const smartCardLogon = { profileTemplateId: guid(0x900), name: 'Smart Card Logon' };
export const physician = { profileTemplateId: guid(0x901), name: 'Physician: Logon and Signature' };

/** Request number `n`, for person number `person`. */
export function request(n: number, person = n, change: Partial<RequestView> = {}): RequestView {
  return {
    ...exampleRequest,
    requestId: guid(0x1000 + n),
    person: {
      state: 'resolved',
      userId: guid(0x3000 + person),
      name: `Person ${String(person)}`,
      account: `person${String(person)}`,
      department: 'Office',
      employeeId: String(10_000 + person),
    },
    profileTemplate: smartCardLogon,
    ...change,
  };
}

/** A line about card number `n`. */
export function line(
  n: number,
  target: { requestId?: string; person?: PersonPart | readonly PersonPart[]; template?: string },
  file = 'cards.csv',
  card = cardOf(n).text,
): ParsedLine {
  const { requestId = null, person = [], template = null } = target;
  const view: PreparedLine = { file, line: n + 1, card, requestId, person: 'by' in person ? [person] : [...person], template };
  const cardId = readCardId(card);
  if (cardId === null) throw new Error(`${card} is no card id`);
  return parsedLine(view, cardId);
}

/** Card number `n`, bound to a request here. */
export function bound(
  n: number,
  to: RequestView,
  state: BindingView['state'] = { state: 'bound', status: 201, smartcardUri: null },
): BindingView {
  const { text, raw } = cardOf(n);
  return { ...binding(n, state), request: to, cardId: { text, raw, byteOrder: 'windows-guid', source: 'gids' } };
}
