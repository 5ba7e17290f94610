import type { CallName, CallRequest } from './contract.js';
import { stockColumns } from './stock.fixture.js';

const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const stockMapping = { columns: stockColumns({ cardId: 0 }), idOrder: null };
const period = { from: '2026-01-05T00:00:00.000Z', to: '2026-01-06T00:00:00.000Z' };

/** Names of the calls whose request has content. */
type Laden = { readonly [N in CallName]: Record<string, never> extends CallRequest<N> ? never : N }[CallName];

/** An example request for every call with content, as the page makes it, for tests that make every call. */
export const exampleRequests: { readonly [N in Laden]: CallRequest<N> } = {
  'station/setPreferences': { language: 'en', theme: 'system', textSize: 'normal', sounds: true },
  'cards/lookUp': { atr: '3b8d0180fba000000397425446590301c8' },
  'cards/boundHere': { presentationId: 1 },
  'cards/atServer': { presentationId: 1 },
  'requests/lookUp': { text: 'Noor' },
  'people/details': { userId: guid(1) },
  'bindings/confirm': { requestId: guid(1), presentationId: 1, seen: { userId: guid(1), profileTemplateId: guid(1), cardId: guid(1) } },
  'bindings/withdraw': { bindingId: guid(1), reason: 'x' },
  'bindings/retry': { bindingId: guid(1) },
  'bindings/giveUp': { bindingId: guid(1), reason: 'x', approvalId: guid(2) },
  'afterCare/abandon': { bindingId: guid(1), reason: 'x', approvalId: guid(2) },
  'afterCare/close': { bindingId: guid(1), reason: 'x' },
  'prepared/check': { requestId: guid(1), presentationId: 1 },
  'prepared/search': { file: null, group: 'all', text: '', after: 0, limit: 10 },
  'prepared/import': { title: 'x', kind: 'x' },
  'prepared/remove': { name: 'x.csv', reason: 'x' },
  'stock/judge': { presentationId: 1 },
  'stock/search': { text: '', status: null, location: null, box: null, after: null },
  'stock/mark': { stockId: 1, status: 'lost', reason: 'x' },
  'stock/openList': { title: 'x', kind: 'x' },
  'stock/previewList': { mapping: stockMapping },
  'stock/importList': { list: 1, mapping: stockMapping, skipKnown: false },
  'report/read': { ...period, after: 0 },
  'report/savePdf': period,
  'report/saveCsv': period,
  'run/begin': { from: 'file', file: 'x.csv' },
  'run/setAside': { runId: guid(1), place: 1, reason: 'x' },
  'run/end': { runId: guid(1) },
  'settings/check': { changes: [] },
  'settings/save': { changes: [] },
  'server/testDraft': { changes: [] },
  'approvals/approve': { subject: { act: 'give-up', bindingId: guid(1) }, account: 'EXAMPLE\\noor', password: 'x', reason: 'x' },
  'history/search': { text: '', from: null, to: null, states: [], outcomes: [], before: null },
  'history/entries': { bindingId: guid(1) },
  'signIn/withPassword': { account: 'EXAMPLE\\noor', password: 'x', keep: false },
  'kiosk/leave': { pin: '123456' },
  'training/insertCard': { readerId: 'Training reader 1', cardNumber: 1 },
  'training/removeCard': { readerId: 'Training reader 1' },
  'training/setNextAnswer': { nextAnswer: 'accept' },
};
/** Returns an example request for a call; `{}` if it has no content. */
export const requestOf = (name: CallName): unknown => new Map<string, unknown>(Object.entries(exampleRequests)).get(name) ?? {};
