import { afterEach, describe, expect, it } from 'vitest';
import { createCmClient, type CmClient } from './client.js';
import { example, type Example } from './examples.js';
import { bodyOf, httpServer, type TestServer } from './test-server.js';

const NOOR = '8f1590dc-d932-4b66-8e68-2e91c5880780';
const REQUEST = 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099';
const UNBLOCK = '0c96d73f-967b-420e-854a-43ad2a1504bc';
const SMARTCARD = '17cf063d-e337-4aa9-a822-346554ddd3c9';
const CARD = 'bc88f13f-83ba-4037-8262-46eba1291c6e';
const ATR = '3b8d0180fba000000397425446590301c8';

interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly contentLength: string | undefined;
  readonly body: string;
}

let server: TestServer | undefined;
afterEach(() => server?.close());

/** A server that answers each call with the pages' example, byte for byte, and keeps what it received. */
async function serve(text: string, status: number): Promise<{ client: CmClient; seen: Seen[] }> {
  const seen: Seen[] = [];
  server = await httpServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { 'content-type': contentType, 'content-length': contentLength } = request.headers;
      seen.push({ method: request.method, path: request.url, contentType, contentLength, body });
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(text);
    });
  });
  return { client: createCmClient({ base: server.origin, fetch }), seen };
}

const serveExample = ({ answer, status }: Example) => serve(JSON.stringify(answer), status ?? 200);

describe('the client parses the documented answer for', () => {
  it('a binding, and sends the documented call', async () => {
    const documented = example('POST', '/smartcards');
    const { client, seen } = await serveExample(documented);
    expect(await client.bind({ requestId: REQUEST, cardId: CARD, atr: ATR })).toEqual({
      ok: true,
      value: { status: 201, smartcardUri: `api/v1.0/smartcards/${SMARTCARD}` },
    });
    const body = JSON.stringify(documented.body);
    expect(seen).toEqual([
      { method: 'POST', path: documented.path, contentType: 'application/json', contentLength: String(body.length), body },
    ]);
  });

  it('a request ready for a card', async () => {
    const documented = example('GET', `/requests/${REQUEST}`);
    const { client, seen } = await serveExample(documented);
    expect(await client.getRequest(REQUEST)).toEqual({
      ok: true,
      value: {
        requestId: REQUEST,
        type: 1,
        status: 3,
        targetUserId: NOOR,
        profileTemplateId: 'a039b4d0-5ce8-4eff-8651-181c6576fda3',
        newSmartcardId: null,
        submittedAt: '2015-07-07T23:36:21.930Z',
        completedAt: null,
        priority: 0,
        comment: '',
        isSmartcard: true,
        oldSmartcardId: null,
        originatorUserId: '8f1590dc-d932-4b66-8e68-2e91c5880780',
        isEnrollmentAgent: false,
        data: [],
      },
    });
    expect(seen.map(({ path }) => path?.toLowerCase())).toEqual([documented.path]);
  });

  it('a request with data items and a smartcard', async () => {
    const { client } = await serveExample(example('GET', `/requests/${UNBLOCK}`));
    expect(await client.getRequest(UNBLOCK)).toMatchObject({ value: { type: 5, newSmartcardId: SMARTCARD } });
  });

  it('a completed request', async () => {
    const { client } = await serveExample(example('PUT', `/requests/${REQUEST}`));
    expect(await client.getRequest(REQUEST)).toMatchObject({
      value: { status: 8, completedAt: '2015-07-07T23:37:37.767Z', newSmartcardId: SMARTCARD },
    });
  });

  it('a change of a request’s status, and sends the documented call to have it abandoned', async () => {
    const documented = example('PUT', `/requests/${REQUEST}`);
    const { client, seen } = await serveExample(documented);
    expect(await client.abandonRequest(REQUEST)).toEqual({ ok: true, value: { status: 8 } });
    const body = JSON.stringify({ ...Object(documented.body), status: 'Abandoned' });
    expect(seen.map((call) => ({ ...call, path: call.path?.toLowerCase() }))).toEqual([
      { method: 'PUT', path: documented.path, contentType: 'application/json', contentLength: String(body.length), body },
    ]);
  });

  it('a change of a request’s status that names none', async () => {
    const { client } = await serve('', 204);
    expect(await client.abandonRequest(REQUEST)).toEqual({ ok: true, value: { status: null } });
  });

  it('a status change, and rejects one about another request or none', async () => {
    for (const answer of [example('GET', `/requests/${UNBLOCK}`).answer, [], 'done', null]) {
      const { client } = await serve(JSON.stringify(answer), 200);
      expect(await client.abandonRequest(REQUEST)).toMatchObject({ ok: false, error: { code: 'bad-answer', status: 200 } });
      await server?.close();
    }
  });

  it.each([
    [403, 'forbidden'],
    [404, 'not-found'],
    [500, 'server-error'],
    [405, 'unexpected-status'],
  ])('a request that is not abandoned, with status %i', async (status, code) => {
    const { client } = await serve(JSON.stringify({ Message: 'no' }), status);
    expect(await client.abandonRequest(REQUEST)).toMatchObject({ ok: false, error: { code, status, message: 'no' } });
  });

  it('a smartcard by its id', async () => {
    const { client, seen } = await serveExample(example('GET', `/smartcards/${SMARTCARD}`));
    expect(await client.getSmartcard(SMARTCARD)).toEqual({
      ok: true,
      value: { smartcardId: SMARTCARD, status: 2, assignedUserId: NOOR, cardId: CARD, atr: ATR },
    });
    expect(seen).toHaveLength(1);
  });

  it('a smartcard by its card id', async () => {
    const cardId = 'd1ef6869-5517-42a0-8f05-16ca1a0b834d';
    const documented = example('GET', `?cardid=${cardId}`);
    const { client, seen } = await serveExample(documented);
    expect(await client.findSmartcardByCardId(cardId)).toMatchObject({
      value: { smartcardId: '438d1b30-f3b4-4bed-85fa-285e08605ba7', status: 3, cardId },
    });
    expect(seen.map(({ path }) => path?.toLowerCase())).toEqual([documented.path]);
  });

  it('the profile templates', async () => {
    const { client } = await serveExample(example('GET', '/profiletemplates'));
    expect(await client.listProfileTemplates()).toEqual({
      ok: true,
      value: [
        {
          profileTemplateId: '12bd5120-86a2-4ee1-8d05-131066871578',
          name: 'FIM CM Sample Profile Template',
          isSmartcard: false,
          isVirtual: false,
        },
        {
          profileTemplateId: '2b7044cf-aa96-4911-b886-177947e9271b',
          name: 'FIM CM Sample Smart Card Logon Profile Template',
          isSmartcard: true,
          isVirtual: false,
        },
      ],
    });
  });

  it('a list of requests: an array, one object, or nothing', async () => {
    const one = JSON.stringify(example('GET', `/requests/${REQUEST}`).answer);
    const other = JSON.stringify(example('GET', `/requests/${UNBLOCK}`).answer);
    const ids = async (text: string, status = 200) => {
      const { client, seen } = await serve(text, status);
      const list = await client.listRequests('Approved');
      expect(seen.map(({ path }) => path)).toEqual(['/CertificateManagement/api/v1.0/requests?status=Approved']);
      await server?.close();
      if (!list.ok) throw new Error(JSON.stringify(list.error));
      expect(list.value.rejected.count).toBe(0);
      return list.value.requests.map(({ requestId }) => requestId);
    };
    expect(await ids(`[${one},${other}]`)).toEqual([REQUEST, UNBLOCK]);
    expect(await ids(one)).toEqual([REQUEST]);
    expect(await ids('[]')).toEqual([]);
    expect(await ids('', 204)).toEqual([]);
  });
});

describe('the client accepts deviations that no binding depends on', () => {
  const request = example('GET', `/requests/${REQUEST}`).answer;
  const read = async (change: object) => {
    const { client } = await serve(JSON.stringify({ ...Object(request), ...change }), 200);
    return client.getRequest(REQUEST);
  };

  it.each<[string, object, object]>([
    ['properties never seen', { Invented: { Deep: [1] } }, { requestId: REQUEST }],
    ['numbers never seen', { Status: 77, RequestType: 99 }, { status: 77, type: 99 }],
    ['NULs in a security descriptor', { SecurityDescriptor: 'O:S-1-5\0\0' }, { requestId: REQUEST }],
    ['NULs in a comment', { Comment: 'left\0\0' }, { comment: 'left' }],
    ['a comment that is null', { Comment: null }, { comment: '' }],
    ['no priority', { Priority: undefined }, { priority: 0 }],
    ['ids in braces and upper case', { TargetUserUuid: `{${NOOR.toUpperCase()}}` }, { targetUserId: NOOR }],
    ['a date without a zone', { Submitted: '2015-07-07T23:36:21.9312345' }, { submittedAt: '2015-07-07T23:36:21.931Z' }],
    ['a date with a zone', { Submitted: '2015-07-08T01:36:21+02:00' }, { submittedAt: '2015-07-07T23:36:21.000Z' }],
  ])('%s', async (_, change, expected) => {
    expect(await read(change)).toMatchObject({ ok: true, value: expected });
  });

  it.each<[string, object]>([
    ['an invalid id', { Uuid: 'a9b4b42c' }],
    ['another request than was asked for', { Uuid: UNBLOCK }],
    ['no person', { TargetUserUuid: undefined }],
    ['no information about its smartcard', { NewSmartcardUuid: null }],
    ['a status in words', { Status: 'Approved' }],
    ['an invalid date', { Submitted: 'yesterday' }],
    ['no information whether it is for a smart card', { IsSmartcard: undefined }],
  ])('and rejects %s', async (_, change) => {
    expect(await read(change)).toMatchObject({ ok: false, error: { code: 'bad-answer', status: 200 } });
  });
});
