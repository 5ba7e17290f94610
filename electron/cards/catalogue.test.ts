import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shippedCards from '../../assets/atr-catalogue.json' with { type: 'json' };
import { parseAtr } from '../../shared/atr/parse.js';
import { kindFromAtr } from '../../shared/card-kind.js';
import { CardCatalogue, catalogueSchema } from './catalogue.js';

let folder: string;
const onFault = vi.fn<(file: string, error: unknown) => void>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  onFault.mockReset();
});
afterEach(() => rm(folder, { recursive: true }));

/** A catalogue with lists of the given contents; null: the file does not exist. */
async function withLists(...contents: (string | null)[]): Promise<{ catalogue: CardCatalogue; files: string[] }> {
  const files = contents.map((_, index) => join(folder, `list-${index}.txt`));
  for (const [index, content] of contents.entries()) {
    const file = files[index];
    if (content !== null && file !== undefined) await writeFile(file, content);
  }
  return { catalogue: new CardCatalogue({ listFiles: files, onFault }), files };
}

describe('CardCatalogue', () => {
  it.each([
    ['GIDS', '3b8d0180fba000000397425446590301c8', 'GIDS card', 'gids'],
    ['a virtual smart card, not only a GIDS card', '3b8d0180fba000000397425446590401cf', 'Microsoft virtual smart card', 'gids'],
    ['YubiKey 4, by its historical bytes', '3bf81300008131fe15597562696b657934d4', 'YubiKey 4', 'piv'],
    ['YubiKey NEO of any revision', '3bfc1300008131fe15597562696b65794e454f7233e1', 'YubiKey NEO', 'piv'],
    ['YubiKey 5 with contacts', '3bfd1300008131fe158073c021c057597562694b657940', 'YubiKey 5', 'piv'],
    [
      'YubiKey 5 or a FIDO key without contacts',
      '3b8d80018073c021c057597562694b6579f9',
      'YubiKey 5 or Security Key, contactless',
      'unknown',
    ],
    ['PIV, by an ATR with a mask', '3bd6960081b1fe451f878031c152411a2a', 'PIV card, IDEMIA ID-One Cosmo V8', 'piv'],
    ['PIV, by the application it names', '3bdb960081b1fe451f0380f9a0000003080000100018', 'PIV card', 'piv'],
    ['CAC', '3bdb9600801f030031c064b0f3100007900080', 'Common Access Card, Oberthur ID-One 128 v5.5 Dual', 'cac'],
    ['the PIV card of the same series', '3bdb9600801f030031c064b0f310000f900088', 'PIV card, Oberthur ID-One 128 v5.5 Dual', 'piv'],
    ['a FIDO card', '3b8f8001ff43727970746e6f784649444f3230c2', 'Cryptnox FIDO2 card', 'fido'],
    ['MIFARE DESFire', '3b8180018080', 'MIFARE DESFire', 'storage'],
    ['MIFARE Classic, by PC/SC part 3', '3b8f8001804f0ca000000306030001000000006a', 'MIFARE Classic 1K', 'storage'],
    ['MIFARE Ultralight, by PC/SC part 3', '3b8f8001804f0ca0000003060300030000000068', 'MIFARE Ultralight', 'storage'],
  ])('identifies %s', async (_, atr, name, kindHint) => {
    const { catalogue } = await withLists(null);
    expect(await catalogue.lookUp(atr)).toEqual({ names: [name], kindHint });
  });

  it('uses the list for unknown cards', async () => {
    const { catalogue } = await withLists(null, '3B 02 14 50\n\tA card of the list\n\tits other name\n');
    expect(await catalogue.lookUp('3b021450')).toEqual({ names: ['A card of the list', 'its other name'], kindHint: 'unknown' });
    expect(await catalogue.lookUp('3b021451')).toEqual({ names: [], kindHint: 'unknown' });
  });

  it('prefers its own entries to the list', async () => {
    const { catalogue } = await withLists('3B .*\n\tsomething else\n');
    expect((await catalogue.lookUp('3b8180018080')).names).toEqual(['MIFARE DESFire']);
  });

  it('uses the list for an unregistered storage card', async () => {
    const { catalogue } = await withLists('3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 F0 11 00 00 00 00 8A\n\tFeliCa 212K\n');
    expect(await catalogue.lookUp('3b8f8001804f0ca00000030603f011000000008a')).toEqual({ names: ['FeliCa 212K'], kindHint: 'storage' });
  });

  it('reads the first existing list once', async () => {
    const { catalogue, files } = await withLists(null, '3B 00\n\tfirst\n', '3B 00\n\tsecond\n');
    const both = await Promise.all([catalogue.lookUp('3b00'), catalogue.lookUp('3b00')]);
    expect(both.map(({ names }) => names)).toEqual([['first'], ['first']]);
    await Promise.all(files.slice(1).map((file) => rm(file)));
    expect((await catalogue.lookUp('3b00')).names).toEqual(['first']);
    expect(onFault).not.toHaveBeenCalled();
  });

  it('reports an unreadable list and uses the next', async () => {
    const { files } = await withLists('3B 00\n\tnext\n');
    const catalogue = new CardCatalogue({ listFiles: [folder, ...files], onFault });
    expect((await catalogue.lookUp('3b00')).names).toEqual(['next']);
    expect((await catalogue.lookUp('3b01')).names).toEqual([]);
    expect(onFault.mock.calls.map(([file, error]) => [file, error instanceof Error && 'code' in error ? error.code : null])).toEqual([
      [folder, 'not-a-file'],
    ]);
  });

  it('reads a list across chunks, with Windows line ends and without a final one', async () => {
    const entries = Array.from({ length: 20_000 }, (_, index) => {
      const hex = index.toString(16).padStart(8, '0');
      return { atr: `3b04${hex}`, name: `Card ${index} größer` };
    });
    const text = entries.map(({ atr, name }) => `${(atr.match(/../g) ?? []).join(' ')}\r\n\t${name}`).join('\r\n\r\n');
    const { catalogue } = await withLists(text);
    for (const { atr, name } of entries) expect((await catalogue.lookUp(atr)).names).toEqual([name]);
  });

  it('returns nothing for an invalid ATR', async () => {
    const { catalogue } = await withLists('.*\n\tanything\n');
    for (const text of ['', '3', '3B00', 'no ATR']) expect(await catalogue.lookUp(text)).toEqual({ names: [], kindHint: 'unknown' });
  });
});

describe('the shipped catalogue', () => {
  const { cards } = catalogueSchema.parse(shippedCards);

  it('has ATRs with valid length and check byte', () => {
    for (const card of cards) if ('atr' in card) expect({ card, findings: parseAtr(card.atr).findings }).toEqual({ card, findings: [] });
  });

  it("never contradicts the ATR's kind", () => {
    for (const card of cards) {
      if (!('atr' in card)) continue;
      const kind = kindFromAtr(parseAtr(card.atr));
      if (kind !== 'unknown') expect({ card, kind }).toEqual({ card, kind: card.kind });
    }
  });

  it.each([
    ['a mask of another length', { atr: '3b00', mask: 'ff', name: 'a', kind: 'piv' }],
    ['a kind that does not exist', { atr: '3b00', name: 'a', kind: 'credit' }],
    ['two ways to identify a card', { atr: '3b00', aid: 'a000', name: 'a', kind: 'piv' }],
    ['no way to identify a card', { name: 'a', kind: 'piv' }],
    ['an empty pattern, which would match every card', { historicalBytes: '', name: 'a', kind: 'piv' }],
  ])('is rejected with %s', (_, card) => {
    expect(catalogueSchema.safeParse({ cards: [card] }).success).toBe(false);
  });
});
