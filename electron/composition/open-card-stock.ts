import { join } from 'node:path';
import type { Warnings } from '../../shared/warnings.js';
import { openOrReplace, stampNow } from '../store/open-or-replace.js';
import { openStock } from '../store/stock.js';
import type { StockStorage } from '../stock/desk-stock.js';

/**
 * Opens the card stock in a folder. A damaged one is renamed and an empty one created, with a warning: the list can be imported
 * again, and the journal knows the used cards.
 * @param mainFolder folder of the bundled main process, with the workers
 * @throws JournalError if it cannot be opened at all
 */
export async function openCardStock(
  mainFolder: string,
  folder: string,
  key: string | null,
): Promise<{ readonly storage: StockStorage; readonly warnings: Warnings }> {
  const path = join(folder, 'stock.db');
  const { store, setAside } = await openOrReplace(path, () => openStock(join(mainFolder, 'store-worker.js'), { path, key }), stampNow());
  return {
    storage: { store, tableWorker: join(mainFolder, 'table-worker.js'), mappingsFile: join(folder, 'stock-lists.json') },
    warnings: setAside === null ? [] : [{ code: 'stock-set-aside', ...setAside }],
  };
}
