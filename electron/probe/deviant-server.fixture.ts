import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { apiAddress } from '../cm/address.js';
import { httpServer } from '../cm/test-server.js';
import { createPopulation, type Population } from '../training/population.js';
import { startTrainingService, type RunningTrainingService } from '../training/service.js';
import { NO_GUID, wireSmartcard } from '../training/service-wire.js';
import { GIDS_ATR } from '../training/virtual-applets.js';
import type { ProbeCallDeps } from './make-probe-call.js';

/** An answer of the training service, before it is sent. */
export interface Draft {
  readonly path: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Null for no body. */
  readonly json: unknown;
}
/** A deviation of a server: a changed draft, or a page. */
export type Deviation = (
  draft: Draft,
  request: IncomingMessage,
) => Draft | { readonly status: number; readonly headers: Record<string, string>; readonly html: string };

/** The training service behind a server that answers differently. */
export interface DeviantServer {
  readonly service: RunningTrainingService;
  readonly population: Population;
  readonly deps: ProbeCallDeps;
  close(): Promise<void>;
}

/** Authentication of a signed-in call: replaces a Kerberos ticket, which Node's fetch does not have. */
const TICKET = 'Negotiate dGlja2V0';

/** Starts a training service with every kind of request, behind a server that requires Windows authentication and deviates. */
export async function deviantServer(deviate: Deviation = (draft) => draft, signIn = 'Negotiate, NTLM'): Promise<DeviantServer> {
  const population = withItsCards(createPopulation({ size: 30, mixed: true, now: new Date('2026-03-02T12:00:00Z') }));
  const service = await startTrainingService({ population, newGuid: randomUUID, now: () => new Date('2026-03-02T12:00:00Z') });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers.authorization !== TICKET) {
      response.writeHead(401, { 'WWW-Authenticate': signIn, 'Content-Type': 'text/html' }).end('<html>401</html>');
      return;
    }
    const path = request.url ?? '';
    const inner = await fetch(service.origin + path, { method: request.method ?? 'GET' });
    const text = await inner.text();
    const type = inner.headers.get('content-type');
    const out = deviate(
      {
        path,
        status: inner.status,
        headers: type === null ? {} : { 'Content-Type': type },
        json: text === '' ? null : z.json().parse(JSON.parse(text)),
      },
      request,
    );
    response.writeHead(out.status, out.headers);
    response.end('html' in out ? out.html : out.json === null ? undefined : JSON.stringify(out.json));
  };
  const front = await httpServer((request, response) => void answer(request, response));
  return {
    service,
    population,
    deps: {
      address: apiAddress(front.origin),
      fetch: (url, init) =>
        fetch(url, init.credentials === 'omit' ? init : { ...init, headers: { Accept: 'application/json', Authorization: TICKET } }),
      connectLimitMs: 5_000,
      answerLimitMs: 5_000,
      now: () => new Date(),
      monotonicMs: () => performance.now(),
    },
    close: async () => {
      await front.close();
      await service.close();
    },
  };
}

/** The same data, with the smartcard of every request that has one. */
function withItsCards(population: Population): Population {
  const known = new Set([NO_GUID, ...population.smartcards.map(({ Uuid }) => Uuid)]);
  const missing = population.requests.filter(({ request }) => !known.has(request.NewSmartcardUuid));
  const cards = missing.map(({ request: { NewSmartcardUuid: Uuid, TargetUserUuid: AssignedUserUuid, ProfileTemplateUuid } }) =>
    wireSmartcard({ Uuid, AssignedUserUuid, ProfileTemplateUuid, Atr: GIDS_ATR, cardId: randomUUID() }),
  );
  return { ...population, smartcards: [...population.smartcards, ...cards] };
}

/** Changes the objects of an answer; an answer without any stays unchanged. */
export function objectsOf(json: unknown, change: (object: Record<string, unknown>) => Record<string, unknown>): unknown {
  const objects = z.union([z.array(z.record(z.string(), z.unknown())), z.record(z.string(), z.unknown())]).safeParse(json);
  if (!objects.success) return json;
  return Array.isArray(objects.data) ? objects.data.map(change) : change(objects.data);
}
