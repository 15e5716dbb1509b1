import type { ObjectStore } from '../adapters/object-store';

/** Where a ledger notes its spreadsheets. */
function spreadsheetsKey(spreadsheetId: string): string {
  return `ledger/${spreadsheetId}/spreadsheets.json`;
}

/**
 * The spreadsheets of a ledger, oldest first: the one of the settings, then those it rolled over to. A row stays in the
 * spreadsheet it was written to; new rows go to the last one. The mirror holds each row under its own spreadsheet's id.
 * @param spreadsheetId - that of the settings, which also names the ledger
 */
export async function spreadsheetsOf(store: Pick<ObjectStore, 'get'>, spreadsheetId: string): Promise<string[]> {
  const file = await store.get(spreadsheetsKey(spreadsheetId));
  return file === null ? [spreadsheetId] : (JSON.parse(Buffer.from(file).toString('utf8')) as string[]);
}

/** Where people open a spreadsheet: with Google, or at the stand-in's page. @param apiRoot - of the Sheets API */
export function spreadsheetUrl(spreadsheetId: string, apiRoot = 'https://sheets.googleapis.com/'): string {
  const id = encodeURIComponent(spreadsheetId);
  const isGoogle = new URL(apiRoot).hostname.endsWith('.googleapis.com');
  return isGoogle
    ? `https://docs.google.com/spreadsheets/d/${id}/edit`
    : new URL(`sheets?spreadsheetId=${id}`, apiRoot).href;
}

/**
 * The address of the spreadsheet that takes new rows, for people.
 * @returns where the store does not answer, the address told last
 */
export function createSheetLink(ledger: {
  store: Pick<ObjectStore, 'get'>;
  spreadsheetId: string;
  apiRoot?: string;
}): () => Promise<string> {
  const { store, spreadsheetId, apiRoot } = ledger;
  let newest = spreadsheetId;
  return async () => {
    const all = await spreadsheetsOf(store, spreadsheetId).catch(() => null);
    newest = all?.at(-1) ?? newest;
    return spreadsheetUrl(newest, apiRoot);
  };
}

/** Notes one more spreadsheet of a ledger; one that is noted already changes nothing. */
export async function addSpreadsheet(
  store: Pick<ObjectStore, 'get' | 'put'>,
  ledger: { spreadsheetId: string; added: string },
): Promise<string[]> {
  const known = await spreadsheetsOf(store, ledger.spreadsheetId);
  if (known.includes(ledger.added)) return known;
  const all = [...known, ledger.added];
  await store.put(spreadsheetsKey(ledger.spreadsheetId), JSON.stringify(all));
  return all;
}
