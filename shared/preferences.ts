import * as z from 'zod';

/** The languages of the screen. */
export const languageSchema = z.enum(['en', 'nl', 'de', 'fr']);
export type Language = z.infer<typeof languageSchema>;

/** What an operator may choose for the screen; kept per station, never sent anywhere. */
export const preferencesSchema = z.strictObject({
  language: languageSchema,
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  textSize: z.enum(['normal', 'large', 'largest']).default('normal'),
  /** A short sound when a card is read, when it is bound, and when something went wrong. */
  sounds: z.boolean().default(true),
});
export type Preferences = z.infer<typeof preferencesSchema>;
