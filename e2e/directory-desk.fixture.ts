import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testAuthority } from '../electron/cm/test-certificate.js';
import { jpeg } from '../electron/people/photos.fixture.js';
import { entriesOf } from './directory-entries.js';
import { baseDn, hasSlapd, reader, startSlapd, type Slapd } from './slapd.js';
import { closeStations, launchStation, type LaunchedStation } from './station.js';
import { example, startLiveServer, type LiveServer } from './live-server.js';

if (!hasSlapd) console.warn('slapd is not installed: the directory is not tested');

/** Registers the test of a station with a directory of this many people. */
export function directoryAtDesk(size: number, name: string): void {
  describe.skipIf(!hasSlapd)('a station with a directory', () => {
    const authority = testAuthority();
    let folder: string;
    let server: LiveServer;
    let slapd: Slapd;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'directory-'));
      await writeFile(join(folder, 'ca.pem'), authority.certificate);
      server = await startLiveServer(size);
      const { people, requests } = server.population;
      const wanted = requests.find(({ request }) => request.Uuid === example.requestId)?.request.TargetUserUuid;
      // An attacker in the directory imitates the example's person with Cyrillic letters and reversed text direction.
      const meant = people.find(({ userId }) => userId === wanted);
      const impostor = requests.find(({ request }) => request.TargetUserUuid !== wanted)?.request.TargetUserUuid;
      if (meant === undefined) throw new Error('No person has the example’s id');
      const named = people.map((person) =>
        person.userId === impostor ? { ...person, name: `\u202e${meant.name.replaceAll('o', '\u043e')}\u202c` } : person,
      );
      const ldif = entriesOf(named, ({ userId }) => (userId === wanted ? jpeg : undefined));
      // An attacker with access to the watched folder places a pipe and a device in it.
      await mkdir(join(folder, 'prepared'));
      execFileSync('mkfifo', [join(folder, 'prepared', 'pipe.csv')]);
      await symlink('/dev/zero', join(folder, 'prepared', 'zero.csv'));
      slapd = await startSlapd({ ldif, tls: authority.issue('localhost') });
    });
    afterEach(closeStations);
    afterAll(async () => {
      await slapd.stop();
      await server.close();
      await rm(folder, { recursive: true });
    });

    const settings = (): object => ({
      ...server.settings,
      prepared: { folder: join(folder, 'prepared') },
      people: { directory: { url: slapd.ldapsUrl, base: baseDn, bindDn: reader.dn, extraCa: join(folder, 'ca.pem') } },
    });
    const env = { CARD_DESK_DIRECTORY_PASSWORD: reader.password };

    /**
     * Returns the number of requests the page has, including those that cannot be bound, and how many are for people without
     * a name. The first ones come in the snapshot, the others in events after it.
     */
    const counted = ({ page }: LaunchedStation): Promise<{ requests: number; unknown: number }> =>
      page.evaluate(async (count) => {
        const people = new Map<string, string>();
        const take = (requests: { requestId: string; person: { state: string } }[]): void => {
          for (const { requestId, person } of requests) people.set(requestId, person.state);
        };
        const stop = window.station.onEvent((event) => {
          const { name, payload } = JSON.parse(event) as { name: string; payload: { put: Parameters<typeof take>[0] } };
          if (name === 'requests/changed') take(payload.put);
        });
        const { value } = (await window.station.call('station/snapshot', {})) as { value: { requests: Parameters<typeof take>[0] } };
        take(value.requests);
        const until = performance.now() + 5_000;
        while (people.size < count && performance.now() < until) await new Promise(requestAnimationFrame);
        stop();
        return { requests: people.size, unknown: [...people.values()].filter((state) => state === 'unresolved').length };
      }, server.population.requests.length);
    const openExample = async (page: Page): Promise<void> => {
      await page.locator('.request-row').first().waitFor();
      await page.keyboard.type(example.requestId);
      await page.keyboard.press('Enter');
      await page.getByTestId('portrait').waitFor();
    };
    const picture = async (page: Page, name: string): Promise<void> => {
      const pictures = join(import.meta.dirname, '../.cache/pictures');
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    };

    it(name, { timeout: 180_000 }, async () => {
      const first = await launchStation({ settings: settings(), env });
      await expect.poll(() => counted(first), { timeout: 60_000 }).toEqual({ requests: server.population.requests.length, unknown: 0 });
      await openExample(first.page);
      const photo = first.page.getByTestId('portrait');
      await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(96);
      expect(await first.page.getByTestId('person-age').count()).toBe(0);
      const alike = await first.page.getByTestId('alike').innerText();
      expect(alike).toContain('similar-looking name.');
      expect(alike).toContain('N\u043e\u043er van der Velden · ');
      expect(alike).not.toMatch(/[\u202a-\u202e]/);
      await picture(first.page, 'directory-photo');
      // The content of the watched folder delays nothing, least of all quitting.
      await first.page.keyboard.press('Escape');
      await first.page.getByTestId('confirm').waitFor({ state: 'detached' });
      await first.quit();
      await slapd.stop();

      const second = await launchStation({ profile: first.profile, env });
      await expect.poll(() => counted(second), { timeout: 60_000 }).toEqual({ requests: server.population.requests.length, unknown: 0 });
      await second.page.getByTestId('warnings').getByText('The directory is not available').waitFor({ timeout: 60_000 });
      await openExample(second.page);
      await second.page.getByTestId('person-age').getByText('Name and photo were read from the directory').waitFor();
      await expect.poll(() => second.page.getByTestId('portrait').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(96);
      await picture(second.page, 'directory-down');
    });
  });
}
