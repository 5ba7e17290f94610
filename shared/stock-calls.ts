import * as z from 'zod';
import { presentationIdSchema } from './readers.js';
import {
  stockCardSchema,
  stockImportedSchema,
  stockJudgementSchema,
  stockMappingSchema,
  stockOpenedSchema,
  stockPageSchema,
  stockPlaceSchema,
  stockPreviewSchema,
  stockQuerySchema,
  stockStatusSchema,
} from './stock.js';

const nothing = z.strictObject({});

/** The calls about the stock of cards: a part of the contract's table, see `contract.ts`. */
export const stockCalls = {
  /** What the stock says of the card of a presentation. */
  'stock/judge': { request: z.strictObject({ presentationId: presentationIdSchema }), value: stockJudgementSchema },
  'stock/search': { request: stockQuerySchema, value: stockPageSchema },
  /** The boxes of every location, and how many cards are left in each; `isWhole` is false where there are too many to list. */
  'stock/places': { request: nothing, value: z.strictObject({ places: z.array(stockPlaceSchema), isWhole: z.boolean() }) },
  /** Says by hand what has become of a card, with the reason that the journal keeps. */
  'stock/mark': {
    request: z.strictObject({ stockId: z.int().positive(), status: stockStatusSchema, reason: z.string().trim().min(1).max(500) }),
    value: stockCardSchema,
  },
  /** Has the operator choose a list of cards and reads it; `stock/progressed` tells how far. One list is open at a time. */
  'stock/openList': { request: z.strictObject({ title: z.string().max(200), kind: z.string().max(100) }), value: stockOpenedSchema },
  /** What an import of the open list would do. */
  'stock/previewList': { request: z.strictObject({ mapping: stockMappingSchema }), value: stockPreviewSchema },
  /** Imports the open list: all of it, or nothing. */
  'stock/importList': {
    request: z.strictObject({ mapping: stockMappingSchema, skipKnown: z.boolean() }),
    value: stockImportedSchema,
  },
  /** Ends whatever is under way with the open list, and closes it. */
  'stock/closeList': { request: nothing, value: nothing },
} as const;
