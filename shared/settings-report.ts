import * as z from 'zod';

/** Where an effective value comes from: the program, the administrator's file for the machine, or the user's own. */
export const settingOriginSchema = z.enum(['default', 'system', 'user']);
export type SettingOrigin = z.infer<typeof settingOriginSchema>;

/** Stands for a value that tells of people, or is a secret: only that there is one goes to the page or into a support file. */
export const WITHHELD = 'set';

/** The station's settings as they count. */
export const settingsReportSchema = z.strictObject({
  files: z.array(z.strictObject({ origin: settingOriginSchema.exclude(['default']), path: z.string(), there: z.boolean() })),
  values: z.array(
    z.strictObject({
      /** The key's path, e.g. `policy.bindOffline`. */
      key: z.string(),
      /** As it would be written in the file, as JSON; {@link WITHHELD}; null: not set, and there is no default. */
      value: z.string().nullable(),
      origin: settingOriginSchema,
      /** The administrator has locked it: the user's own file does not count for it. */
      locked: z.boolean(),
    }),
  ),
  /** What a user's file says and the administrator has locked, one line each. */
  overruled: z.array(z.string()),
});
export type SettingsReport = z.infer<typeof settingsReportSchema>;
