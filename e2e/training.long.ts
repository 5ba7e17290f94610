import { afterEach, it } from 'vitest';
import { closeStations, launchStation, openScreen } from './station.js';

afterEach(closeStations);

it('a training station switches to Dutch at once, and remembers it', async () => {
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
