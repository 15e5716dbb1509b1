import { z } from 'zod';

/** What can be set for the stand-in of Google, at the start and by `PUT /sheets/settings`. */
export const sheetsSettingsSchema = z.strictObject({
  /** Read requests a user may make in one minute. */
  readsPerMinute: z.int().min(1),
  /** Write requests a user may make in one minute; a batch counts once. */
  writesPerMinute: z.int().min(1),
  /** How long an access token holds, s. */
  tokenSeconds: z.int().min(1).max(3600),
  /** Every API request takes at least this long, ms. */
  latencyMs: z.int().min(0).max(60_000),
});
export type SheetsSettings = z.infer<typeof sheetsSettingsSchema>;

/** Google's own figures, without delay. */
export const DEFAULT_SHEETS_SETTINGS: SheetsSettings = {
  readsPerMinute: 60,
  writesPerMinute: 60,
  tokenSeconds: 3600,
  latencyMs: 0,
};
