import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { bindFirst } from './by-keyboard.js';
import { tabTo } from './second-person.js';
import { closeStations, describeFailed, launchStation, type LaunchedStation } from './station.js';

describe('training mode', () => {
  /** Requests that the server of the settings received. */
  const calls: string[] = [];
  let server: Server;
  let station: LaunchedStation;

  beforeAll(async () => {
    server = createServer((request, response) => {
      calls.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    station = await launchStation({
      settings: { server: { url: `http://127.0.0.1:${String(port)}` }, training: { readers: 'on' } },
      args: ['--training'],
    });
  });
  afterEach(describeFailed);
  afterAll(async () => {
    await closeStations();
    await new Promise((resolve) => server.close(resolve));
  });

  it('says so on the screen, and binds a virtual card', async () => {
    const { page } = station;
    await page.getByText('Training mode: fictional people, virtual cards, no server').waitFor();
    const panel = page.getByTestId('training');
    await page.getByRole('button', { name: 'Insert training card F4' }).waitFor();
    await page.keyboard.press('F4');
    await bindFirst(page, 'bound');
    await panel.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Insert training card' }).waitFor();
  });

  it('fetches its own font alongside the scripts, and never renders text in another font', async () => {
    const { preloaded, sources, displays, statuses } = await station.page.evaluate(() => ({
      preloaded: document.querySelector<HTMLLinkElement>('link[rel="preload"][as="font"]')?.href.split('/').at(-1) ?? '',
      sources: [...document.styleSheets].flatMap(({ cssRules }) =>
        [...cssRules].filter(({ cssText }) => cssText.startsWith('@font-face')).map(({ cssText }) => cssText),
      ),
      displays: [...new Set([...document.fonts].map(({ display }) => display))],
      statuses: [...document.fonts].map(({ status }) => status),
    }));
    expect(preloaded).toMatch(/^inter-latin-wght/);
    // Exactly the file that the style sheet asks for, so it is fetched once.
    expect(sources.filter((source) => source.includes(preloaded))).toHaveLength(1);
    expect(displays).toEqual(['block']);
    expect(statuses).toContain('loaded');
    expect(statuses).not.toContain('error');
  });

  it('leads a beginner with the keyboard through a binding, a refused one and a queued one, without scrolling', async () => {
    const { page } = station;
    const lesson = page.getByTestId('lesson');
    const side = page.locator('.desk-side');
    // Everything that must be seen or pressed is fully visible in the window, with the side column at its top.
    const inSight = async (what: Locator): Promise<void> => {
      await what.waitFor();
      const box = await what.boundingBox();
      const size = page.viewportSize();
      expect(box !== null && size !== null && box.y >= 0 && box.y + box.height <= size.height).toBe(true);
      expect(await side.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    };
    const press = async (name: string): Promise<void> => {
      await inSight(lesson.getByRole('button', { name }));
      await tabTo(page, name);
      await page.keyboard.press('Enter');
    };
    const bindNext = async (state: string): Promise<void> => {
      await press('Insert training card F4');
      await bindFirst(page, state);
      // A queued binding may be bound before the result is seen.
      await inSight(page.getByTestId('outcome').locator('.outcome-head'));
    };
    try {
      await page.setViewportSize({ width: 1440, height: 900 });
      // The first part was done by the previous test.
      await press('Refuse next binding F4');
      await bindNext('refused');
      await press('Remove card F4');
      await page.setViewportSize({ width: 1024, height: 768 });
      await press('Fail next binding F4');
      await bindNext('waiting');
      await lesson.and(page.locator('[data-step="done"]')).waitFor();
      await page.getByTestId('training').getByRole('button', { name: 'Remove' }).click();
      await page.getByTestId('readers').getByTestId('card-id').waitFor({ state: 'detached' });
    } finally {
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });

  it('shows what the faulty cards of the set look like', async () => {
    const { page } = station;
    const panel = page.getByTestId('training');
    for (const [card, words] of [
      ['not initialized', 'ID is all zeros or all ones'],
      ['bank card', 'cannot read an ID from this card'],
      ['broken chip', 'The card does not respond'],
    ] as const) {
      const label = await panel.getByRole('option', { name: card }).first().innerText();
      await panel.getByRole('combobox', { name: 'Card to insert' }).selectOption(label);
      await panel.getByRole('button', { name: 'Insert into Training reader 1' }).click();
      await page.getByTestId('readers').getByText(words).waitFor();
      await panel.getByRole('button', { name: 'Remove' }).click();
    }
  });

  it('never contacts the configured server or opens its journal, even if a switch asks for it', async () => {
    await station.page.getByText('Training mode').waitFor();
    // The binding above did not contact it either.
    expect(calls).toEqual([]);
    expect(await readdir(station.profile)).not.toContain('journal');
  });
});

it('invalid settings start nothing, and the message names the file and the key', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'card-desk-'));
  await writeFile(join(profile, 'settings.json'), '{"sever":{"url":"https://cm.example.org"}}');
  const station = spawn(inject('station').executable, [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
  ]);
  const ended = new Promise((resolve) => station.once('exit', resolve));
  try {
    let said = '';
    await new Promise<void>((resolve, reject) => {
      station.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        if (said.includes('Unknown setting "sever"')) resolve();
      });
      void ended.then(() => {
        reject(new Error(`The station has ended: ${said}`));
      });
    });
    expect(said).toContain(join(profile, 'settings.json'));
    expect(said).toContain('Card Desk was not started');
    expect(await readdir(profile)).not.toContain('journal');
  } finally {
    station.kill('SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});
