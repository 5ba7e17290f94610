import { PcscError, type ReaderDriver } from './driver.js';
import { pcscCodes } from './pcsc-codes.js';

/**
 * Real and virtual readers behind one door. What is told of the PC/SC service is the real one's alone; virtual readers
 * come and go whatever becomes of it. Names must differ between the two.
 */
export function combineDrivers(real: ReaderDriver, virtual: ReaderDriver): ReaderDriver {
  const owners = new Map<string, ReaderDriver>();
  const follow = (driver: ReaderDriver, listener: Parameters<ReaderDriver['start']>[0]): void => {
    driver.start((event) => {
      if (event.type === 'reader-added') owners.set(event.reader, driver);
      if (event.type === 'reader-removed') owners.delete(event.reader);
      const isOfService = event.type === 'service-up' || event.type === 'service-down';
      if (driver === real || !isOfService) listener(event);
    });
  };
  return {
    start: (listener) => {
      follow(real, listener);
      follow(virtual, listener);
    },
    stop: async () => {
      await Promise.all([real.stop(), virtual.stop()]);
    },
    connect: (reader) => {
      const owner = owners.get(reader);
      return owner === undefined
        ? Promise.reject(new PcscError(pcscCodes.SCARD_E_UNKNOWN_READER, `There is no reader ${reader}`))
        : owner.connect(reader);
    },
  };
}
