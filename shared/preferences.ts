import * as z from 'zod';

/** Languages of the user interface. */
export const languageSchema = z.enum(['en', 'nl', 'de', 'fr']);
export type Language = z.infer<typeof languageSchema>;

/** How the barcode scanner of this station types; most scanners are recognized automatically. */
export const scannerSchema = z.strictObject({
  /** What the scanner sends after each scan. `enter` covers Enter, CR and CR LF. */
  suffix: z.enum(['auto', 'enter', 'tab', 'none']),
  /** Maximum time between two keys, ms; null: automatic. */
  keyMs: z.union([z.literal(50), z.literal(100), z.literal(200), z.null()]),
});
export type ScannerPreferences = z.infer<typeof scannerSchema>;

export const anyScanner: ScannerPreferences = { suffix: 'auto', keyMs: null };

/** The operator's display preferences; stored per station, never sent anywhere. */
export const preferencesSchema = z.strictObject({
  language: languageSchema,
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  textSize: z.enum(['normal', 'large', 'largest']).default('normal'),
  /** Plays a short sound when a card is read, when it is bound, and when something fails. */
  sounds: z.boolean().default(true),
  scanner: scannerSchema.default(anyScanner),
});
export type Preferences = z.infer<typeof preferencesSchema>;
