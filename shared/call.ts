import * as z from 'zod';
import type { Role } from './roles.js';

/** All that a call says of itself: what it carries, and what main holds it to. An entry that leaves something out does not compile. */
export interface CallDefinition {
  readonly request: z.ZodType;
  /** Every answer is a `Result` of this. */
  readonly value: z.ZodType;
  /** The least role that may make it; the screen only shows it. */
  readonly role: Role;
  /** Whether it opens a dialog of the system's. There are folders and programs behind one, so that a locked desk refuses it. */
  readonly opensDialog: boolean;
  /** Journalled, and allowed, in the name of whoever has a ticket now: that is looked at first. */
  readonly checksIdentity?: true;
  /** May write down a new binding, which must go to the server that was on the screen. */
  readonly binds?: true;
}

/** The calls of a feature, by their names: `area/verb`. */
export type CallTable = Readonly<Record<string, CallDefinition>>;

/** What a call carries that needs nothing, and what it answers that says nothing. */
export const emptySchema = z.strictObject({});

/** Why a person did something, for the journal. */
export const reasonSchema = z.string().trim().min(1).max(500);
