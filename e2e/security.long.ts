import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startExternalServers, type ExternalServers } from './security/external-servers.js';
import { weakenedReview } from './security/review.js';
import { killStations } from './station.js';

let external: ExternalServers;
beforeAll(async () => {
  external = await startExternalServers();
});
afterEach(killStations);
afterAll(() => external.close());

describe('the review detects', () => {
  it('Node.js in the page', async () => {
    expect(await weakenedReview(external, /nodeIntegration: ?false/g, 'nodeIntegration: true')).toEqual(['no Node.js in the page']);
  });

  it('a hole in the content security policy', async () => {
    expect(await weakenedReview(external, /(["`])script-src 'self'\1/g, `"script-src 'self' 'unsafe-inline'"`)).toEqual([
      'a strict content security policy, without unsafe words and wildcards',
      'an inline script does not run',
    ]);
  });
});
