import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { closeStations, launchStation, openScreen } from './station.js';

afterEach(closeStations);

describe('training mode', () => {
  it('opens without any settings, says so on the screen, and binds a virtual card', async () => {
    const { page } = await launchStation({ settings: { training: { readers: 'on' } } });
    await page.getByText('Training mode: invented people, virtual cards, no real server').waitFor();
    const panel = page.getByTestId('training');
    await panel.getByRole('button', { name: 'Insert into Training reader 1' }).click();
    await page.getByTestId('reader').getByText('Ready to bind').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByTestId('confirm').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
    await panel.getByRole('button', { name: 'Take out' }).click();
    await page.getByText('Put a card on the reader').waitFor();
  });

  it('shows what the trouble-making cards of the box look like', async () => {
    const { page } = await launchStation({ settings: { training: { readers: 'on' } } });
    const panel = page.getByTestId('training');
    for (const [card, words] of [
      ['not initialised', 'id is blank'],
      ['bank card', 'not a card the station can read an id from'],
      ['broken chip', 'The card does not answer'],
    ] as const) {
      const label = await panel.getByRole('option', { name: card }).first().innerText();
      await panel.getByRole('combobox', { name: 'Card to insert' }).selectOption(label);
      await panel.getByRole('button', { name: 'Insert into Training reader 1' }).click();
      await page.getByTestId('readers').getByText(words).waitFor();
      await panel.getByRole('button', { name: 'Take out' }).click();
    }
  });

  it('never touches the configured server or its journal, even when it is asked for by a switch', async () => {
    const calls: string[] = [];
    const server = createServer((request, response) => {
      calls.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const { page, profile } = await launchStation({
        settings: { server: { url: `http://127.0.0.1:${String(port)}` }, training: { readers: 'on' } },
        args: ['--training'],
      });
      await page.getByText('Training mode').waitFor();
      await page.getByTestId('training').getByRole('button', { name: 'Insert into Training reader 1' }).click();
      await page.getByTestId('reader').getByText('Ready to bind').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByTestId('confirm').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="outcome"][data-state="bound"]').waitFor();
      expect(calls).toEqual([]);
      expect(await readdir(profile)).not.toContain('journal');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('speaks Dutch as soon as it is chosen, and remembers it', async () => {
    const first = await launchStation({ settings: { training: { readers: 'on' } } });
    await openScreen(first.page, 'settings');
    await first.page.getByRole('radio', { name: 'Nederlands' }).check();
    await first.page.getByRole('heading', { name: 'Instellingen' }).waitFor();
    await first.page.getByRole('radio', { name: 'donker' }).check();
    await first.page.locator('html[data-theme="dark"][lang="nl"]').waitFor();
    await first.quit();
    const second = await launchStation({ profile: first.profile });
    await second.page.locator('html[data-theme="dark"][lang="nl"]').waitFor();
  });
});

it('settings that are wrong start nothing, and the message names the file and the key', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'card-desk-'));
  await writeFile(join(profile, 'settings.json'), '{"sever":{"url":"https://cm.example.org"}}');
  const station = spawn(inject('station').executable, [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`]);
  const ended = new Promise((resolve) => station.once('exit', resolve));
  try {
    let said = '';
    await new Promise<void>((resolve, reject) => {
      station.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        if (said.includes("sever is no key")) resolve();
      });
      void ended.then(() => {
        reject(new Error(`The station has ended: ${said}`));
      });
    });
    expect(said).toContain(join(profile, 'settings.json'));
    expect(said).toContain('nothing was started');
    expect(await readdir(profile)).not.toContain('journal');
  } finally {
    station.kill('SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});
