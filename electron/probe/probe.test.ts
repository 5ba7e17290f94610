import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deviantServer, objectsOf, type DeviantServer, type Deviation } from './deviant-server.fixture.js';
import { probeFile } from './probe-file.js';
import { runProbe } from './run-probe.js';

let server: DeviantServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** Probes a server and parses the file. */
async function probed(deviate?: Deviation, signIn?: string) {
  server = await deviantServer(deviate, signIn);
  const findings = await runProbe(server.deps);
  const file = probeFile({
    findings,
    version: '1.0.0',
    isTraining: false,
    madeAt: '2026-03-02T12:00:00.000Z',
  });
  const section = (title: string): string[] =>
    (file.text.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| what'));
  return {
    ...file,
    server,
    different: section('Different from the pages'),
    silent: section('The pages say nothing'),
    documented: section('As documented'),
  };
}

/** Deviates in requests only. */
const inRequests =
  (change: (object: Record<string, unknown>) => Record<string, unknown>): Deviation =>
  (draft) =>
    draft.path.includes('/requests') && draft.status === 200 ? { ...draft, json: objectsOf(draft.json, change) } : draft;

const rename = (object: Record<string, unknown>, from: string, to: string): Record<string, unknown> => {
  const { [from]: value, ...rest } = object;
  return { ...rest, [to]: value };
};

describe('a server that answers as documented', () => {
  it('has no differences, receives documented GET calls only, and its numbers are counted', async () => {
    const { different, silent, documented, text, server: asked } = await probed();
    expect(different).toEqual([]);
    expect(asked.service.log.map(({ method }) => method)).not.toContain('POST');
    expect(asked.service.log.filter(({ did }) => did !== 'answered')).toEqual([]);
    expect(documented).toContain('| request.Status of status=Approved | 3 in the examples | 3 ×38 |');
    expect(documented.find((line) => line.includes('without signing in'))).toContain('401, offers Negotiate, NTLM');
    expect(silent.find((line) => line.startsWith('| request.RequestType, numbers'))).toMatch(/1 ×\d+.*12 ×\d+/);
    expect(silent).toContain(
      '| GET /smartcards?cardid= | the table says the smartcard’s uuid, the example uses the card id | the card id finds the card, the smartcard’s uuid finds nothing |',
    );
    // Queried status, Status, RequestType, then requests, agents, smartcards, new, old and virtual cards.
    expect(text).toMatch(/\| Approved \| 3 \| 1 \| \d+ \| \d+ \| \d+ \| \d+ \| \d+ \| 1 \|/);
  });

  it('is asked nothing more after three calls without an answer', async () => {
    server = await deviantServer();
    const { deps } = server;
    await server.close();
    const findings = await runProbe(deps);
    expect(findings.answers).toHaveLength(3);
    expect(findings.notAsked.length).toBeGreaterThan(5);
    server = null;
  });
});

describe('a server that deviates', () => {
  it('by a renamed field: the field is reported missing, and the new name shown', async () => {
    const { different } = await probed(inRequests((object) => rename(object, 'NewSmartcardUuid', 'NewCardUuid')));
    expect(different).toEqual([
      expect.stringMatching(/^\| request\.NewSmartcardUuid \| GUID or empty GUID \| the field is in none of \d+ objects \|$/),
      expect.stringMatching(/^\| request\.NewCardUuid \| no such field \| in (\d+) of \1 objects: empty GUID ×\d+, GUID ×\d+ \|$/),
    ]);
  });

  it('by a renamed field in another language, which may be a name: it is counted and not shown', async () => {
    const { different } = await probed(inRequests((object) => rename(object, 'IsSmartcard', 'IstChipkarte')));
    expect(different.join('\n')).not.toContain('Chipkarte');
    expect(different.find((line) => line.startsWith('| request, other fields'))).toContain(
      '| 1 whose names may hold data and are not told |',
    );
  });

  it('by new type numbers and another number for approved', async () => {
    const { different, silent } = await probed(
      inRequests((object) => ({
        ...object,
        RequestType: object['RequestType'] === 1 ? 101 : 117,
        Status: object['Status'] === 3 ? 33 : object['Status'],
      })),
    );
    expect(different).toEqual(['| request.Status of status=Approved | 3 in the examples | 33 ×38 |']);
    expect(silent.find((line) => line.startsWith('| request.RequestType, numbers'))).toMatch(
      /\| 1 = Enroll, 5 = Unblock; no others \| 101 ×\d+, 117 ×\d+ \|$/,
    );
  });

  it('by paging: the wrapper of the list and the header are reported', async () => {
    const { different } = await probed((draft) =>
      Array.isArray(draft.json) && draft.path.includes('/requests')
        ? {
            ...draft,
            headers: { ...draft.headers, 'X-Pagination': '{"next":"Noor van der Velden"}' },
            json: { Items: draft.json, NextLink: 'https://cm.example.org/requests?skip=100&user=nvelden', TotalCount: 30 },
          }
        : draft,
    );
    expect(different).toContain(
      '| GET /requests?status=Approved, form | a list of objects, or one object; no paging | a list of 38 objects in an object with the fields Items, NextLink, TotalCount |',
    );
    expect(different).toContain('| headers: paging | none | x-pagination |');
    expect(different.filter((line) => !line.includes('paging'))).toEqual([]);
  });

  it('by requiring a token instead of Kerberos', async () => {
    const { different } = await probed(undefined, 'Bearer authorization_uri="https://sts.example.org/adfs, Negotiate", client_id=nvelden');
    expect(different).toEqual([
      '| GET /profiletemplates, without signing in | 401 with Negotiate or Kerberos or NTLM, or the sign-in page of AD FS | 401, offers Bearer |',
    ]);
  });

  it('by HTML pages instead of JSON', async () => {
    const html = '<html><title>Noor van der Velden may not do this</title></html>';
    const { different } = await probed((draft) =>
      draft.path.includes('/requests') ? { status: 500, headers: { 'Content-Type': 'text/html' }, html } : draft,
    );
    expect(different).toContain('| GET /requests?status=Approved | 200 or 204, application/json | 500, text/html (server-error) |');
    expect(different).toContain('| errors, type | application/json, always | text/html ×9 |');
  });

  it('by values of other forms and optional fields', async () => {
    let count = 0;
    const { different } = await probed(
      inRequests((object) => {
        count += 1;
        const { Priority, ...rest } = object;
        const changed = { ...rest, Submitted: '2026-03-02 12:00', Comment: null };
        return count % 2 === 0 ? changed : { ...changed, Priority };
      }),
    );
    expect(different).toEqual([
      expect.stringMatching(/^\| request\.Submitted \| date in UTC \| text ×\d+ \|$/),
      expect.stringMatching(/^\| request\.Priority \| whole number \| whole number ×\d+; missing in \d+ \|$/),
      expect.stringMatching(/^\| request\.Comment \| text \| null ×\d+ \|$/),
    ]);
  });
});

/** All texts and ids of a server's data. */
function personalTexts({ population }: DeviantServer): Set<string> {
  const texts = new Set<string>();
  const add = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value.replaceAll('\0', ''));
    else if (Array.isArray(value)) value.forEach(add);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(add);
  };
  add([population.people, population.requests, population.smartcards, population.profileTemplates, population.signedInUserId]);
  return texts;
}

/** Values that say nothing about a person. */
const harmless = new Set(['', 'resolved', '00000000-0000-0000-0000-000000000000', '0001-01-01T00:00:00']);

describe('the support file', () => {
  it('contains no personal data, whatever a server puts into names, headers and errors', async () => {
    const accounts = z.array(z.string());
    const { text, server: asked } = await probed((draft) => {
      const people = asked0().population.people;
      const byAccount = Object.fromEntries(people.map(({ account, employeeId }) => [account, employeeId]));
      const byName = Object.fromEntries(people.map(({ name }) => [name.replaceAll(/[^A-Za-z]/g, ''), name]));
      const all = accounts.parse(Object.keys(byAccount));
      const json = objectsOf(draft.json, (object) => {
        const own = people.find(({ userId }) => userId === object['TargetUserUuid']);
        return {
          ...object,
          ...(own === undefined ? {} : { [own.account]: own.name, [own.userId]: true, [own.name]: 1, [`Nr${own.employeeId}`]: 1 }),
          ...(own === undefined ? {} : { RequestNumber: Number(own.employeeId), Priority: Number(own.employeeId), Middleware: own.name }),
          jdoe: 'EXAMPLE\\jdoe',
          DESK: 'DESK-01',
          Users: byAccount,
        };
      });
      return {
        ...draft,
        status: draft.path.includes('/smartcards') ? 500 : draft.status,
        headers: {
          ...draft.headers,
          'Content-Type': 'application/json; charset=nvelden; name=nvelden',
          'X-User-nvelden': 'nvelden',
          'X-jdoe': 'Noor van der Velden',
          Server: 'nvelden/1.0',
          Link: '<https://cm.example.org/?user=nvelden>; rel=next',
          'X-RateLimit-nvelden': '1',
        },
        json: draft.path.includes('/smartcards') ? { Message: all.join(' '), ...byName } : json,
      };
    });
    function asked0(): DeviantServer {
      if (server === null) throw new Error('no server yet');
      return server;
    }
    const found = [...personalTexts(asked)].filter((secret) => !harmless.has(secret) && secret.length > 2 && contains(text, secret));
    expect(found).toEqual([]);
    expect(text).not.toMatch(/nvelden|Velden|jdoe|DESK-01|cm\.example|127\.0\.0\.1|[0-9a-f]{8}-[0-9a-f]{4}/i);
    // Allowed facts are there.
    expect(text).toContain('| request.RequestNumber | no such field |');
    expect(text).toContain('| request, other fields | no such fields |');
  });

  it('contains no name that is in every object, and no employee number in a numeric field, even with few requests', async () => {
    let count = 0;
    const { text } = await probed((draft) => {
      if (!draft.path.includes('/requests') || draft.status !== 200) return draft;
      const json = objectsOf(draft.json, (object) => {
        count += 1;
        return { ...object, PieterDeVries: 'approver', jdoe: true, Priority: 48_210 + (count % 3), Flags: count % 2 };
      });
      return { ...draft, json: Array.isArray(json) ? json.slice(0, 4) : json };
    });
    expect(text).not.toMatch(/vries|pieter|jdoe|4821\d/i);
    expect(text).toMatch(/\| request\.Priority, numbers \| the pages give no meanings \| larger than 999 ×\d+ \|/);
    expect(text).toMatch(/\| request\.Flags, numbers \| the pages give no meanings \| [01] ×\d+, [01] ×\d+ \|/);
  });

  it('is bounded, however many names a server invents', async () => {
    let count = 0;
    const { text } = await probed(
      inRequests((object) => {
        const invented = Object.fromEntries(
          Array.from({ length: 500 }, (_none, at) => [`Field${String.fromCharCode(65 + (at % 26))}${'x'.repeat(at / 26)}`, at]),
        );
        count += 1;
        return { ...object, ...invented, [`only${String.fromCharCode(97 + (count % 26))}`.repeat(20)]: 1 };
      }),
    );
    expect(text.length).toBeLessThan(32_000);
    expect(text).toMatch(/\| request, other fields \| no such fields \| more than \d+ whose names may hold data and are not told \|/);
  });
});

/** Returns whether a text is in the file, except within a documented field name. */
function contains(file: string, secret: string): boolean {
  return file.replaceAll('SecurityDescriptor', '').toLowerCase().includes(secret.toLowerCase());
}
