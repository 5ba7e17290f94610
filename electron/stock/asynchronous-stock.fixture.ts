import type { Stock } from '../store/stock.js';
import type { StockStoreFile } from '../store/stock-file.js';

/** For tests: an asynchronous stock without a worker. */
export function asynchronousStock(file: StockStoreFile): Stock {
  const later = <T>(work: () => T): Promise<T> =>
    new Promise((resolve) => {
      resolve(work());
    });
  return {
    counts: () => later(() => file.counts()),
    places: (limit) => later(() => file.places(limit)),
    search: (query) => later(() => file.search(query)),
    find: (stockId) => later(() => file.find(stockId)),
    findByKeys: (keys) => later(() => file.findByKeys(keys)),
    known: (cards) => later(() => file.known(cards)),
    stage: (cards) =>
      later(() => {
        file.stage(cards);
      }),
    commit: (at) => later(() => file.commit(at)),
    unstage: () =>
      later(() => {
        file.unstage();
      }),
    mark: (...args) => later(() => file.mark(...args)),
    use: (bound) => later(() => file.use(bound)),
    reconciledTo: () => later(() => file.reconciledTo()),
    setReconciledTo: (seq) =>
      later(() => {
        file.setReconciledTo(seq);
      }),
    close: () =>
      later(() => {
        file.close();
      }),
  };
}
