import { afterEach, it } from 'vitest';
import { expectFailingLayer } from './connection-layers.js';
import { closeStations, launchStation, openTopic } from './station.js';

afterEach(closeStations);

it('the connection test names DNS if the server’s name cannot be resolved', async () => {
  const { page } = await launchStation({ settings: { server: { url: 'https://no-such-host.invalid' } } });
  await openTopic(page, 'server');
  await expectFailingLayer(page, 'dns', /cannot be found on the network[^]*typing error/);
});
