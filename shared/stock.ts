import * as z from 'zod';
import { emptySchema, reasonSchema, type CallTable } from './call.js';
import { presentationIdSchema } from './readers.js';
import { guidSchema, hexSchema, instantSchema } from './ids.js';
import { tableProblemSchema } from './tables.js';

/** Status of a blank card: in stock, bound or given away, or lost. */
export const stockStatuses = ['in-stock', 'used', 'lost'] as const;
export const stockStatusSchema = z.enum(stockStatuses);
export type StockStatus = z.infer<typeof stockStatusSchema>;

const placeText = z.string().max(200);

/** What a list says of a card in plain text: stored, searched and shown as it is; empty if the list had none. */
export const stockTexts = z.strictObject({ serial: placeText, box: placeText, location: placeText });
export const stockTextNames = stockTexts.keyof().options;

/** One card of the stock. */
export const stockCardSchema = z.strictObject({
  stockId: z.int().positive(),
  /** The id's bytes as on the card; null if the list had only the serial number. */
  raw: hexSchema.nullable(),
  /** Those bytes as Windows writes a GUID; null if they are not 16. */
  windowsGuid: guidSchema.nullable(),
  ...stockTexts.shape,
  status: stockStatusSchema,
  changedAt: instantSchema,
  /** Why an operator set the status; empty if none did. */
  reason: z.string().max(500),
});
export type StockCard = z.infer<typeof stockCardSchema>;

/** A search in the card stock; all criteria must match. */
export const stockQuerySchema = z.strictObject({
  /** Words that must all occur in the card id or a text of the list; empty matches all. */
  text: z.string().max(200),
  status: stockStatusSchema.nullable(),
  location: placeText.nullable(),
  box: placeText.nullable(),
  /** The `next` of the page before; null for the first page. */
  after: z.int().nonnegative().nullable(),
});
export type StockQuery = z.infer<typeof stockQuerySchema>;

/** One page of cards, in the order of the list they came from. */
export const stockPageSchema = z.strictObject({
  cards: z.array(stockCardSchema),
  /** Asks for the next page; null on the last page. */
  next: z.int().positive().nullable(),
  /** Total number of matches. */
  total: z.int().nonnegative(),
});
export type StockPage = z.infer<typeof stockPageSchema>;

const count = z.int().nonnegative();

/** Number of cards by status. */
export const stockCountsSchema = z.strictObject({ 'in-stock': count, used: count, lost: count });
export type StockCounts = z.infer<typeof stockCountsSchema>;

/** Summary of the stock for every screen; `revision` increases with every change of any card. */
export const stockSummarySchema = z.strictObject({
  revision: count,
  counts: stockCountsSchema,
  /** Number of cards at or below which the station warns; 0: never. */
  lowAt: count,
  /** Whether the printed serial number must be scanned or typed before a card is bound. */
  confirmSerial: z.boolean(),
});
export type StockSummary = z.infer<typeof stockSummarySchema>;

/** A box at a location, with its number of cards left and in total. */
export const stockPlaceSchema = z.strictObject({ location: placeText, box: placeText, left: count, total: count });
export type StockPlace = z.infer<typeof stockPlaceSchema>;

/** What the station does about a card that the stock objects to. */
export const stockActionSchema = z.enum(['off', 'warn', 'refuse']);
export type StockAction = z.infer<typeof stockActionSchema>;

/** Why the stock objects to a card. */
export const stockReasonSchema = z.enum(['not-in-stock', 'used', 'lost']);
export type StockReason = z.infer<typeof stockReasonSchema>;

/** What the stock says about a card in a reader. */
export const stockJudgementSchema = z.strictObject({
  /** Null: the stock does not know the card. */
  card: stockCardSchema.nullable(),
  /** Null: the card is in stock. */
  reason: stockReasonSchema.nullable(),
  action: stockActionSchema,
});
export type StockJudgement = z.infer<typeof stockJudgementSchema>;

/** Fields that a card list may have. */
export const stockFields = ['cardId', ...stockTextNames, 'status'] as const;
export type StockField = (typeof stockFields)[number];

/**
 * How to read the 32 digits of a card id, which lists do not say.
 * - `windows-guid`: as Windows writes a card's GUID; on the card the first three groups are byte-swapped.
 * - `raw`: byte for byte as on the card.
 */
export const idOrderSchema = z.enum(['windows-guid', 'raw']);
export type IdOrder = z.infer<typeof idOrderSchema>;

const column = z.int().nonnegative().max(1_000).nullable();

/** Column of each field, from 0, and how card ids are read; null until a person has chosen. */
export const stockMappingSchema = z.strictObject({
  columns: z.record(z.enum(stockFields), column),
  idOrder: idOrderSchema.nullable(),
});
export type StockMapping = z.infer<typeof stockMappingSchema>;

const cell = z.string().max(200);

/** A list opened for import. */
export const stockFileSchema = z.strictObject({
  /** Number of the open list; a list opened later has another. */
  list: z.int().positive(),
  name: z.string(),
  /** Name of the worksheet; null for a text file. */
  sheet: cell.nullable(),
  header: z.array(cell),
  /** The first lines, for choosing the columns. */
  sample: z.array(z.strictObject({ line: z.int().positive(), cells: z.array(cell) })),
  /** Number of lines below the header. */
  lines: count,
  mapping: stockMappingSchema,
  /** Whether the mapping was chosen for an earlier file with the same header. */
  isRemembered: z.boolean(),
});
export type StockListFile = z.infer<typeof stockFileSchema>;

/** Result of opening a list. */
export const stockOpenedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('opened'), file: stockFileSchema }),
  z.strictObject({ outcome: z.literal('refused'), problem: tableProblemSchema }),
  /** No file was chosen, or opening was canceled. */
  z.strictObject({ outcome: z.literal('none') }),
]);

/** The first card id of a list in both readings, as Windows would show each. */
const readEitherWay = z.strictObject({
  written: cell,
  readings: z.array(
    z.strictObject({
      order: idOrderSchema,
      /** The bytes on the card, and how the station shows that card. */
      raw: hexSchema,
      windowsGuid: guidSchema,
      /** Number of cards now in readers that this reading finds in the list. */
      inReaders: count,
    }),
  ),
});

/** What an import would do, before anything is changed. */
export const stockPreviewSchema = z.strictObject({
  /** Cards that can be imported, without those already in the stock. */
  cards: count,
  /** Number of those by status. */
  counts: stockCountsSchema,
  /** Cards of the list that are already in the stock. */
  known: count,
  /** Lines with errors, and the first of them. */
  wrong: count,
  problems: z.array(tableProblemSchema),
  /** Set if the list has 16-byte ids, which can be read in two ways. */
  ambiguous: readEitherWay.nullable(),
});
export type StockPreview = z.infer<typeof stockPreviewSchema>;

/** Result of an import: all of it or nothing. */
export const stockImportedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('imported'), cards: count, skipped: count }),
  /** The list has errors; nothing was imported. */
  z.strictObject({ outcome: z.literal('refused'), preview: stockPreviewSchema }),
  z.strictObject({ outcome: z.literal('cancelled') }),
]);

/** Progress of the work on a list. */
export const stockProgressSchema = z.strictObject({ stage: z.enum(['reading', 'checking', 'importing']), done: z.number().min(0).max(1) });
export type StockProgress = z.infer<typeof stockProgressSchema>;

/** Calls of this feature, merged into the contract. */
export const stockCalls = {
  /** Returns what the stock says about the card of a presentation. */
  'stock/judge': {
    role: 'viewer',
    opensDialog: false,
    request: z.strictObject({ presentationId: presentationIdSchema }),
    value: stockJudgementSchema,
  },
  'stock/search': { role: 'viewer', opensDialog: false, request: stockQuerySchema, value: stockPageSchema },
  /** Returns the boxes of every location with the cards left in each; `isWhole` is false if there are too many to list. */
  'stock/places': {
    role: 'viewer',
    opensDialog: false,
    request: emptySchema,
    value: z.strictObject({ places: z.array(stockPlaceSchema), isWhole: z.boolean() }),
  },
  /**
   * Sets a card's status by hand, with the reason for the journal. Requires a supervisor: an operator could otherwise put a
   * refused card back in stock instead of asking a second person.
   */
  'stock/mark': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ stockId: z.int().positive(), status: stockStatusSchema, reason: reasonSchema }),
    value: stockCardSchema,
  },
  /**
   * Lets the user choose a card list and reads it; `stockProgress` shows the progress. Only one list is open at a time.
   * Restricted because the list decides which cards may be bound.
   */
  'stock/openList': {
    role: 'supervisor',
    opensDialog: true,
    request: z.strictObject({ title: z.string().max(200), kind: z.string().max(100) }),
    value: stockOpenedSchema,
  },
  /** Returns what importing the open list would do. */
  'stock/previewList': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ mapping: stockMappingSchema }),
    value: stockPreviewSchema,
  },
  /** Imports the open list: all of it or nothing. Answers `cancelled` if another list than the named one is open. */
  'stock/importList': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ list: z.int().positive(), mapping: stockMappingSchema, skipKnown: z.boolean() }),
    value: stockImportedSchema,
  },
  /** Stops any work on the open list and closes it. */
  'stock/closeList': { role: 'supervisor', opensDialog: false, request: emptySchema, value: emptySchema },
} as const satisfies CallTable;
