import { join } from 'node:path';
import type { Warnings } from '../../shared/warnings.js';
import { openOrReplace, stampNow } from '../store/open-or-replace.js';
import { openStock } from '../store/stock.js';
import type { StockStorage } from '../stock/desk-stock.js';

/**
 * Opens the stock that lies in a folder. A damaged one is set aside and an empty one begun, with a warning: the list can
 * be imported again, and the journal says which of its cards are used.
 *
 * @param mainFolder folder of the bundled main process, with the workers in it
 * @throws JournalError when it cannot be opened at all
 */
export async function openCardStock(
  mainFolder: string,
  folder: string,
  key: string | null,
): Promise<{ readonly hands: StockStorage; readonly warnings: Warnings }> {
  const path = join(folder, 'stock.db');
  const { store, setAside } = await openOrReplace(path, () => openStock(join(mainFolder, 'store-worker.js'), { path, key }), stampNow());
  return {
    hands: { store, tableWorker: join(mainFolder, 'table-worker.js'), mappingsFile: join(folder, 'stock-lists.json') },
    warnings: setAside === null ? [] : [{ code: 'stock-set-aside', ...setAside }],
  };
}
