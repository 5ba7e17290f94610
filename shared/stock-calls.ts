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
    request: nothing,
    value: z.strictObject({ places: z.array(stockPlaceSchema), isWhole: z.boolean() }),
  },
  /** Says by hand what has become of a card, with the reason that the journal keeps. An operator could else put a card that is refused back into stock instead of asking a second person. */
  'stock/mark': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ stockId: z.int().positive(), status: stockStatusSchema, reason: z.string().trim().min(1).max(500) }),
    value: stockCardSchema,
  },
  /** Has the operator choose a list of cards and reads it; `stock/progressed` tells how far. One list is open at a time. The list decides which cards may be bound at all. */
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
  /** Imports the open list: all of it, or nothing. */
  'stock/importList': {
    role: 'supervisor',
    opensDialog: false,
    request: z.strictObject({ mapping: stockMappingSchema, skipKnown: z.boolean() }),
    value: stockImportedSchema,
  },
  /** Ends whatever is under way with the open list, and closes it. */
  'stock/closeList': { role: 'supervisor', opensDialog: false, request: nothing, value: nothing },
} as const;
