import * as z from 'zod';
import type { Role } from './roles.js';

/** Definition of a call: what it carries, and the rules the main process enforces. Incomplete entries do not compile. */
export interface CallDefinition {
  readonly request: z.ZodType;
  /** The value of a successful answer; the answer itself is a `Result`. */
  readonly value: z.ZodType;
  /** The lowest role that may make the call. The main process enforces it; the page only shows it. */
  readonly role: Role;
  /** Whether the call opens a system dialog. Such dialogs give access to folders and programs, so a locked desk refuses the call. */
  readonly opensDialog: boolean;
  /**
   * Whether the main process checks who holds the Kerberos ticket before the call, because the call is recorded and
   * authorized under that identity.
   */
  readonly checksIdentity?: true;
  /** Whether the call may create a binding, which must go to the server that was on the screen. */
  readonly binds?: true;
}

/** Calls of a feature by name: `area/verb`. */
export type CallTable = Readonly<Record<string, CallDefinition>>;

/** Schema of a request or an answer without content. */
export const emptySchema = z.strictObject({});

/** A person's reason for an action, for the journal. */
export const reasonSchema = z.string().trim().min(1).max(500);
