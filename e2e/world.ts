import { createPopulation, type Population } from '../electron/training/population.js';
import { createTrainingService, type ServiceLogEntry, type TrainingService } from '../electron/training/service.js';
import { startFaultServer, type FaultServer } from './fault-server.js';

/** The exchange of the CM API's own page: this request, this card, this smartcard. */
export const example = {
  requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
  cardId: 'bc88f13f-83ba-4037-8262-46eba1291c6e',
  rawCardId: '3ff188bcba833740826246eba1291c6e',
  atr: '3b8d0180fba000000397425446590301c8',
  smartcardUri: 'api/v1.0/smartcards/17cf063d-e337-4aa9-a822-346554ddd3c9',
} as const;

/** A CM service that a live station is pointed at, over real HTTP, with faults on demand. */
export interface LiveServer {
  readonly service: TrainingService;
  readonly faults: FaultServer;
  readonly population: Population;
  /** The station's settings for this server. */
  readonly settings: object;
  /** The calls to bind that reached the service, oldest first. */
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
