import { z } from 'zod';

/** What an operator may choose for the screen; kept per station, never sent anywhere. */
export const preferencesSchema = z.strictObject({
  language: z.enum(['en', 'nl']),
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  textSize: z.enum(['normal', 'large', 'largest']).default('normal'),
  /** A short sound when a card is read, when it is bound, and when something went wrong. */
  sounds: z.boolean().default(true),
});
export type Preferences = z.infer<typeof preferencesSchema>;
