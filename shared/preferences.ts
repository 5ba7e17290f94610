import { z } from 'zod';

/** What an operator may choose for the screen; kept per station, never sent anywhere. */
export const preferencesSchema = z.strictObject({
  language: z.enum(['en', 'nl']),
  theme: z.enum(['system', 'light', 'dark']),
});
export type Preferences = z.infer<typeof preferencesSchema>;
