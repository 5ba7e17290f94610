import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ColumnMappings } from './column-mappings.js';
import { headerSignature, matchColumns } from './match-columns.js';

const known = { cardId: ['Card id', 'Kaartnummer', 'Numéro de carte'], box: ['Box', 'Doos'] };
const match = (header: readonly string[]) => matchColumns(header, known, ['cardId', 'box']);

describe('columns', () => {
  it('are found by any of their names, ignoring case, accents and spaces', () => {
    expect(match(['Doos', 'CARD_ID'])).toEqual({ cardId: 1, box: 0 });
    expect(match(['x', 'numero de  carte'])).toEqual({ cardId: 1, box: null });
  });

  it('are left to a person if two have the name', () => {
    expect(match(['Card id', 'Box', 'Kaartnummer'])).toEqual({ cardId: null, box: 1 });
  });
});

describe('a saved mapping', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mappings-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const open = () => new ColumnMappings(join(folder, 'kept.json'), z.object({ cardId: z.number() }));

  it('is used for the next file with the same header', async () => {
    await Promise.all([open().save('other', { cardId: 1 })]);
    const mappings = open();
    void mappings.save(headerSignature(['Card id', 'Box']), { cardId: 5 });
    await mappings.save(headerSignature(['Card']), { cardId: 6 });
    expect(await open().find(headerSignature(['CARD-ID', 'box']))).toEqual({ cardId: 5 });
    expect(await open().find(headerSignature(['Box', 'Card id']))).toBeNull();
    expect(await open().find('other')).toEqual({ cardId: 1 });
  });

  it('is ignored if it cannot be read', async () => {
    expect(await open().find('a')).toBeNull();
    await writeFile(join(folder, 'kept.json'), '{"a": {"cardId": "x"}');
    expect(await open().find('a')).toBeNull();
    await open().save('b', { cardId: 2 });
    expect(JSON.parse(await readFile(join(folder, 'kept.json'), 'utf8'))).toEqual({ b: { cardId: 2 } });
  });

  it('is removed after two hundred others were used', async () => {
    await writeFile(
      join(folder, 'kept.json'),
      JSON.stringify(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`s${String(n)}`, { cardId: n }]))),
    );
    const mappings = open();
    await mappings.save('s200', { cardId: 200 });
    expect(await mappings.find('s0')).toBeNull();
    expect(await mappings.find('s1')).toEqual({ cardId: 1 });
  });
});
