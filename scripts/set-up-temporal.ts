import { createSheetsClient } from '../activities/adapters/sheets-client';
import { loadConfig } from '../config/env';
import { OncekError } from '../domain/errors';
import { connectTemporal } from '../temporal/connect';
import { ensureNamespace } from '../temporal/namespace';
import { ensureSchedules } from '../temporal/schedules';
import { ensureSearchAttributes } from '../temporal/search-attributes';

/** Brings a Temporal server to what the product needs: namespace, search attributes, schedules. May be run again and again. */
async function setUp(): Promise<void> {
  const config = loadConfig(process.env);
  const { connection, client } = await connectTemporal(config.temporal);
  try {
    const { namespace } = config.temporal;
    const wasMade = await ensureNamespace(connection, namespace);
    process.stdout.write(`namespace ${namespace}: ${wasMade ? 'made' : 'is there'}\n`);
    const added = await ensureSearchAttributes(connection, namespace);
    process.stdout.write(`search attributes: ${added.length > 0 ? `added ${added.join(', ')}` : 'are there'}\n`);
    await ensureSchedules(client, {
      spreadsheetId: await createSheetsClient(config.google).findSpreadsheet(),
      sheetSyncSeconds: config.sheetSyncSeconds,
      timeZone: config.timeZone,
      language: config.language,
      retrain: config.training,
    });
    process.stdout.write('schedules: as the settings have them\n');
  } finally {
    await connection.close();
  }
}

setUp().catch((error: unknown) => {
  const text = error instanceof OncekError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
