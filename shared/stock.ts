import * as z from 'zod';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { presentationIdSchema } from './readers.js';
import { guidSchema, hexSchema, instantSchema } from './ids.js';
import { tableProblemSchema } from './tables.js';

/** What is known of a blank card of the office's own: it waits, it was bound or given away, or nobody knows where it is. */
export const stockStatuses = ['in-stock', 'used', 'lost'] as const;
export const stockStatusSchema = z.enum(stockStatuses);
export type StockStatus = z.infer<typeof stockStatusSchema>;

const placeText = z.string().max(200);

/** One card of the stock. */
export const stockCardSchema = z.strictObject({
  stockId: z.int().positive(),
  /** The id's bytes as the card holds them; null where the list had the serial number alone. */
  raw: hexSchema.nullable(),
  /** Those bytes as Windows writes a GUID; null where they are not 16. */
  windowsGuid: guidSchema.nullable(),
  /** Empty where the list had none. */
  serial: placeText,
  box: placeText,
  location: placeText,
  status: stockStatusSchema,
  changedAt: instantSchema,
  /** Why an operator set the status; empty where none did. */
  reason: z.string().max(500),
});
export type StockCard = z.infer<typeof stockCardSchema>;

/** What is looked for in the stock; every part narrows it down. */
export const stockQuerySchema = z.strictObject({
  /** Words that must all stand in id, serial number, box or location; empty: any. */
  text: z.string().max(200),
  status: stockStatusSchema.nullable(),
  location: placeText.nullable(),
  box: placeText.nullable(),
  /** The `next` of the page before; null: the first page. */
  after: z.int().nonnegative().nullable(),
});
export type StockQuery = z.infer<typeof stockQuerySchema>;

/** One page of cards, in the order of the list they came from. */
export const stockPageSchema = z.strictObject({
  cards: z.array(stockCardSchema),
  /** Asks for the page after this one; null: there is none. */
  next: z.int().positive().nullable(),
  /** How many there are in all. */
  total: z.int().nonnegative(),
});
export type StockPage = z.infer<typeof stockPageSchema>;

const count = z.int().nonnegative();

/** How many cards there are, in figures. */
export const stockCountsSchema = z.strictObject({ 'in-stock': count, used: count, lost: count });
export type StockCounts = z.infer<typeof stockCountsSchema>;

/** What every screen knows of the stock; `revision` grows with every change of any card. */
export const stockSummarySchema = z.strictObject({
  revision: count,
  counts: stockCountsSchema,
  /** With so many cards left, or fewer, the station warns; 0: it never does. */
  lowAt: count,
  /** Whether the serial number printed on a card must be scanned or typed before the card is bound. */
  confirmSerial: z.boolean(),
});
export type StockSummary = z.infer<typeof stockSummarySchema>;

/** A box at a location, and how many of its cards there are and are left. */
export const stockPlaceSchema = z.strictObject({ location: placeText, box: placeText, left: count, total: count });
export type StockPlace = z.infer<typeof stockPlaceSchema>;

/** What the station does about a card that is not as it should be. */
export const stockActionSchema = z.enum(['off', 'warn', 'refuse']);
export type StockAction = z.infer<typeof stockActionSchema>;

/** Why a card is not one to bind. */
export const stockReasonSchema = z.enum(['not-in-stock', 'used', 'lost']);
export type StockReason = z.infer<typeof stockReasonSchema>;

/** What the stock says of a card in a reader. */
export const stockJudgementSchema = z.strictObject({
  /** Null: the stock does not know it. */
  card: stockCardSchema.nullable(),
  /** Null: it is in stock. */
  reason: stockReasonSchema.nullable(),
  action: stockActionSchema,
});
export type StockJudgement = z.infer<typeof stockJudgementSchema>;

/** What a list of cards may tell of each. */
export const stockFields = ['cardId', 'serial', 'box', 'location', 'status'] as const;
export type StockField = (typeof stockFields)[number];

/**
 * How the 32 digits of a card id are to be read, which no list says by itself.
 * - `windows-guid`: as Windows writes a card's GUID; the card holds the first three groups byte-swapped.
 * - `raw`: byte for byte as the card holds them.
 */
export const idOrderSchema = z.enum(['windows-guid', 'raw']);
export type IdOrder = z.infer<typeof idOrderSchema>;

const column = z.int().nonnegative().max(1_000).nullable();

/** Which column, from 0, gives each field, and how card ids are to be read; null where nobody has said. */
export const stockMappingSchema = z.strictObject({
  columns: z.record(z.enum(stockFields), column),
  idOrder: idOrderSchema.nullable(),
});
export type StockMapping = z.infer<typeof stockMappingSchema>;

const cell = z.string().max(200);

/** A list that was opened to be imported. */
export const stockFileSchema = z.strictObject({
  /** Names the open list to an import; whatever is opened after it has another. */
  list: z.int().positive(),
  name: z.string(),
  /** The sheet of the workbook that is read; null for a text. */
  sheet: cell.nullable(),
  header: z.array(cell),
  /** The first lines, to choose the columns by. */
  sample: z.array(z.strictObject({ line: z.int().positive(), cells: z.array(cell) })),
  /** Lines below the header. */
  lines: count,
  mapping: stockMappingSchema,
  /** Whether the mapping was chosen for an earlier file with this header. */
  isRemembered: z.boolean(),
});
export type StockFile = z.infer<typeof stockFileSchema>;

/** What became of opening a list. */
export const stockOpenedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('opened'), file: stockFileSchema }),
  z.strictObject({ outcome: z.literal('refused'), problem: tableProblemSchema }),
  /** No file was chosen, or it was no longer wanted. */
  z.strictObject({ outcome: z.literal('none') }),
]);

/** The first card id of a list, read either way: as Windows writes it in the end. */
const readEitherWay = z.strictObject({
  written: cell,
  readings: z.array(
    z.strictObject({
      order: idOrderSchema,
      /** The bytes on the card, and how the station shows such a card. */
      raw: hexSchema,
      windowsGuid: guidSchema,
      /** Cards that lie in readers now and are in the list when it is read this way. */
      inReaders: count,
    }),
  ),
});

/** What an import would do, before anything is done. */
export const stockPreviewSchema = z.strictObject({
  /** Cards that can be imported, without those that are there already. */
  cards: count,
  /** How many of those go to which status. */
  counts: stockCountsSchema,
  /** Cards of the list that are in the stock already. */
  known: count,
  /** Lines with something wrong; the first of them by line. */
  wrong: count,
  problems: z.array(tableProblemSchema),
  /** Set where the list has ids of 16 bytes, which can be read two ways. */
  ambiguous: readEitherWay.nullable(),
});
export type StockPreview = z.infer<typeof stockPreviewSchema>;

/** What became of an import: all of it, or nothing. */
export const stockImportedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('imported'), cards: count, skipped: count }),
  /** Something is wrong with the list; nothing was imported. */
  z.strictObject({ outcome: z.literal('refused'), preview: stockPreviewSchema }),
  z.strictObject({ outcome: z.literal('cancelled') }),
]);

/** How far the work on a list has come. */
export const stockProgressSchema = z.strictObject({ stage: z.enum(['reading', 'checking', 'importing']), done: z.number().min(0).max(1) });
export type StockProgress = z.infer<typeof stockProgressSchema>;

/** The calls of this feature: a part of the contract's table. */
export const stockCalls = {
  /** What the stock says of the card of a presentation. */
  'stock/judge': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ presentationId: presentationIdSchema }),
    value: stockJudgementSchema,
  },
  'stock/search': { role: 'viewer', opensDialog: false, request: stockQuerySchema, value: stockPageSchema },
  /** The boxes of every location, and how many cards are left in each; `isWhole` is false where there are too many to list. */
  'stock/places': {
    role: 'viewer',
    opensDialog: false,
    request: emptySchema,
    value: z.strictObject({ places: z.array(stockPlaceSchema), isWhole: z.boolean() }),
  },
  /** Says by hand what has become of a card, with the reason that the journal keeps. An operator could else put a card that is refused back into stock instead of asking a second person. */
  'stock/mark': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ stockId: z.int().positive(), status: stockStatusSchema, reason: reasonSchema }),
    value: stockCardSchema,
  },
  /** Has the operator choose a list of cards and reads it; the slice `stockProgress` tells how far. One list is open at a time. The list decides which cards may be bound at all. */
  'stock/openList': {
    role: 'supervisor',
    opensDialog: true,
    request: z.strictObject({ title: z.string().max(200), kind: z.string().max(100) }),
    value: stockOpenedSchema,
  },
  /** What an import of the open list would do. */
  'stock/previewList': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ mapping: stockMappingSchema }),
    value: stockPreviewSchema,
  },
  /** Imports the open list: all of it, or nothing; cancelled where another than the one that is named is open. */
  'stock/importList': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ list: z.int().positive(), mapping: stockMappingSchema, skipKnown: z.boolean() }),
    value: stockImportedSchema,
  },
  /** Ends whatever is under way with the open list, and closes it. */
  'stock/closeList': { role: 'supervisor', opensDialog: false, request: emptySchema, value: emptySchema },
} as const satisfies CallTable;
