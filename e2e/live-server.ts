import { createPopulation, type Population } from '../electron/training/population.js';
import { createTrainingService, type ServiceLogEntry, type TrainingService } from '../electron/training/service.js';
import { startFaultServer, type FaultServer } from './fault-server.js';

export { example } from '../shared/example.fixture.js';

/** A CM service for a live station, over real HTTP, with faults on demand. */
export interface LiveServer {
  readonly service: TrainingService;
  readonly faults: FaultServer;
  readonly population: Population;
  /** The station's settings for this server. */
  readonly settings: object;
  /** Returns the calls to bind that reached the service, oldest first. */
  posts(): readonly ServiceLogEntry[];
  close(): Promise<void>;
}

export async function startLiveServer(size = 12): Promise<LiveServer> {
  let guids = 0;
  const population = createPopulation({ size, now: new Date() });
  const service = createTrainingService({
    population,
    now: () => new Date(),
    newGuid: () => `0000000a-0000-4000-8000-${(guids += 1).toString(16).padStart(12, '0')}`,
  });
  const faults = await startFaultServer(service.listener);
  return {
    service,
    faults,
    population,
    settings: { server: { url: faults.origin }, pollSeconds: 2 },
    posts: () => service.log.filter(({ method }) => method === 'POST'),
    close: () => faults.close(),
  };
}
