import * as z from 'zod';

/** The languages of the screen. */
export const languageSchema = z.enum(['en', 'nl', 'de', 'fr']);
export type Language = z.infer<typeof languageSchema>;

/** How a barcode scanner at this station types: both known by themselves for most scanners. */
export const scannerSchema = z.strictObject({
  /** What it sends after each scan. `enter` stands for Enter, CR and CR LF. */
  suffix: z.enum(['auto', 'enter', 'tab', 'none']),
  /** The longest time it takes from key to key, ms; null: automatic. */
  keyMs: z.union([z.literal(50), z.literal(100), z.literal(200), z.null()]),
});
export type ScannerPreferences = z.infer<typeof scannerSchema>;

export const anyScanner: ScannerPreferences = { suffix: 'auto', keyMs: null };

/** What an operator may choose for the screen; kept per station, never sent anywhere. */
export const preferencesSchema = z.strictObject({
  language: languageSchema,
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  textSize: z.enum(['normal', 'large', 'largest']).default('normal'),
  /** A short sound when a card is read, when it is bound, and when something went wrong. */
  sounds: z.boolean().default(true),
  scanner: scannerSchema.default(anyScanner),
});
export type Preferences = z.infer<typeof preferencesSchema>;
