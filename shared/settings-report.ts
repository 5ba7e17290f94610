import * as z from 'zod';

/** Origin of an effective value: the program, the administrator's file for the machine, or the user's own file. */
export const settingOriginSchema = z.enum(['default', 'system', 'user']);
export type SettingOrigin = z.infer<typeof settingOriginSchema>;

/** Replaces a value that is personal or secret: the page and support files learn only that it is set. */
export const WITHHELD = 'set';

/** The effective settings of the station. */
export const settingsReportSchema = z.strictObject({
  files: z.array(z.strictObject({ origin: settingOriginSchema.exclude(['default']), path: z.string(), there: z.boolean() })),
  values: z.array(
    z.strictObject({
      /** Key path, e.g. `policy.bindOffline`. */
      key: z.string(),
      /** The value as JSON, as it would be written in the file, or {@link WITHHELD}; null if it is not set and has no default. */
      value: z.string().nullable(),
      origin: settingOriginSchema,
      /** Whether the administrator has locked it, so that the user's own file is ignored. */
      locked: z.boolean(),
    }),
  ),
  /** Values of the user's file that the administrator has locked, one line each. */
  overruled: z.array(z.string()),
});
export type SettingsReport = z.infer<typeof settingsReportSchema>;
