import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { resultSchema } from '../../shared/result.js';
import { settingsReportSchema } from '../../shared/settings-report.js';
import { makeClose } from '../closing.js';
import { snapshotOf } from '../second-person.js';
import { closeStations, launchStation, makeProfile } from '../station.js';
import { startLiveServer, type LiveServer } from '../live-server.js';

/** Attacker: a user who controls their own settings file, while a machine-wide file assigns roles. */

let server: LiveServer;
let evil: Server;
let closeEvil: () => Promise<void>;
let evilPort: number;
let calls: number;
beforeEach(async () => {
  server = await startLiveServer();
  calls = 0;
  evil = createServer((_request, response) => {
    calls += 1;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('[]');
  });
  closeEvil = makeClose(evil, 'the hostile server');
  evil.listen(0, '127.0.0.1');
  await once(evil, 'listening');
  evilPort = z.object({ port: z.int() }).parse(evil.address()).port;
});
afterEach(async () => {
  await closeStations();
  await closeEvil();
  await server.close();
});

it('a user’s own file cannot choose server, directory or policy settings if the machine-wide file assigns roles, and the page learns no account names', async () => {
  const own = {
    server: { url: `http://127.0.0.1:${String(evilPort)}`, prefix: '/x', extraCa: '/tmp/mine.pem' },
    people: { directory: { url: 'ldaps://127.0.0.1', base: 'DC=mine', bindDn: 'CN=Mine,DC=mine', extraCa: '/tmp/mine.pem' } },
    roster: '/tmp/mine.csv',
    policy: { bindUnresolvedPeople: true, bindOffline: true },
    stock: { lost: 'off' },
    roles: { otherwise: 'administrator' },
    pollSeconds: 2,
  };
  const profile = await makeProfile({ settings: own });
  const system = {
    server: { url: server.faults.origin },
    roles: { accounts: { administrator: ['EXAMPLE\\boss'] }, otherwise: 'supervisor' },
  };
  await writeFile(join(profile, 'system-settings.json'), JSON.stringify(system), { mode: 0o644 });
  const { page } = await launchStation({ profile });
  await page.locator('[data-testid="connection"][data-state="up"]').waitFor();
  const { role, server: shown } = await snapshotOf(page);
  expect(role).toMatchObject({ role: 'supervisor', source: 'otherwise' });
  expect(shown).toBe(new URL(server.faults.origin).host);
  expect(calls).toBe(0);

  const read = resultSchema(settingsReportSchema).parse(await page.evaluate(() => window.station.call('settings/read', {})));
  if (!read.ok) throw new Error(read.error.code);
  const values = new Map(read.value.values.map(({ key, value }) => [key, value]));
  expect([...values].filter(([key, value]) => value !== null && (key.startsWith('people.') || key === 'roster'))).toEqual([]);
  expect(values.get('policy.bindUnresolvedPeople')).toBe('false');
  expect(values.get('stock.lost')).toBe('"refuse"');
  expect(values.get('pollSeconds')).toBe('2');
  expect(read.value.overruled.map((line) => /: (\S+) is locked/.exec(line)?.[1])).toEqual([
    'server',
    'roster',
    'people',
    'policy.bindUnresolvedPeople',
    'policy.bindOffline',
    'stock.lost',
    'roles',
  ]);
  expect(values.get('roles.accounts.administrator')).toBe('set');
  expect(JSON.stringify(read)).not.toContain('boss');
});
