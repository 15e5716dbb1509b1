import { batchUpdate } from './batch-update';
import { GoogleError, invalid } from './google-error';
import { fileOf, permissionOf, readNewFile } from './drive';
import { isObject, readArray, readObject, readString } from './json';
import { newWorksheet, type DeveloperMetadata, type Spreadsheet } from './model';
import { applyPeopleAction, type PeopleAction } from './people';
import { readSheetProperties, worksheetFrom } from './requests/worksheets';
import type { IssuedToken } from './tokens';
import { atomically } from './undo';
import { appendValues, writeValues, type InputOption } from './values';

/** The spreadsheet that exists from the first start. */
export const DEMO_SPREADSHEET_ID = 'demo';

/** Everything the stand-in of Google knows. Changed only by `applyChange`. */
export interface SheetsWorld {
  readonly books: Map<string, Spreadsheet>;
  readonly tokens: Map<string, IssuedToken>;
  /** How many ids were given out; ids follow from it, so a replay gives out the same ones. */
  idsGiven: number;
}

/** A change as plain JSON: what the journal keeps, and all it needs to be applied again. */
export type Change =
  | { kind: 'batch'; spreadsheetId: string; body: unknown }
  | { kind: 'create'; body: unknown }
  | { kind: 'createFile'; body: unknown; owner: string; createdTime: string }
  | { kind: 'share'; spreadsheetId: string; body: unknown }
  | { kind: 'values'; spreadsheetId: string; option: InputOption; writes: { range?: string; body: unknown }[] }
  | { kind: 'append'; spreadsheetId: string; option: InputOption; range: string; body: unknown }
  | { kind: 'people'; spreadsheetId: string; action: PeopleAction }
  | { kind: 'token'; issued: IssuedToken; now: number }
  | { kind: 'revokeTokens' };

export function newWorld(): SheetsWorld {
  const world: SheetsWorld = { books: new Map(), tokens: new Map(), idsGiven: 0 };
  world.books.set(DEMO_SPREADSHEET_ID, {
    id: DEMO_SPREADSHEET_ID,
    title: 'Oncek demo',
    access: 'edit',
    worksheets: [newWorksheet({ sheetId: 0, title: 'Sheet1' })],
    metadata: new Map(),
  });
  return world;
}

/** @throws GoogleError NOT_FOUND */
export function bookOf(world: SheetsWorld, spreadsheetId: string): Spreadsheet {
  const book = world.books.get(spreadsheetId);
  if (!book) throw new GoogleError('NOT_FOUND', 'Requested entity was not found.');
  return book;
}

/**
 * Applies a change whole or, where it throws, not at all.
 * @returns what the API answers: replies of a batch, updates of written values, the new spreadsheet's id
 * @throws GoogleError, PeopleError
 */
export function applyChange(world: SheetsWorld, change: Change): object {
  const idsBefore = world.idsGiven;
  try {
    return apply(world, change);
  } catch (error) {
    // A refused change is not in the journal: the ids it took must be given out again.
    world.idsGiven = idsBefore;
    throw error;
  }
}

function apply(world: SheetsWorld, change: Change): object {
  const newId = (): number => nextId(world);
  switch (change.kind) {
    case 'batch':
      return batchUpdate(bookOf(world, change.spreadsheetId), { body: change.body, actor: 'service', newId });
    case 'create':
      return createBook(world, change.body);
    case 'createFile':
      return createFile(world, change);
    case 'share':
      return share(bookOf(world, change.spreadsheetId), change.body);
    case 'values': {
      const book = bookOf(world, change.spreadsheetId);
      return atomically((undo) =>
        change.writes.map(({ range, body }) =>
          writeValues(book, { range, body, option: change.option, actor: 'service' }, undo),
        ),
      );
    }
    case 'append': {
      const book = bookOf(world, change.spreadsheetId);
      return atomically((undo) => appendValues(book, { ...change, actor: 'service' }, undo));
    }
    case 'people': {
      const book = bookOf(world, change.spreadsheetId);
      atomically((undo) => applyPeopleAction(book, change.action, { undo, newId }));
      return {};
    }
    case 'token':
      for (const { token, expiresAt } of world.tokens.values()) {
        if (expiresAt <= change.now) world.tokens.delete(token);
      }
      world.tokens.set(change.issued.token, change.issued);
      return {};
    case 'revokeTokens':
      world.tokens.clear();
      return {};
  }
}

/** The whole world as plain JSON; rows are shared with the live state, so write it out at once. */
export function snapshotWorld(world: SheetsWorld): unknown {
  return {
    idsGiven: world.idsGiven,
    tokens: [...world.tokens.values()],
    books: [...world.books.values()].map((book) => ({ ...book, metadata: [...book.metadata.values()] })),
  };
}

export function restoreWorld(state: unknown): SheetsWorld {
  const saved = state as {
    idsGiven: number;
    tokens: IssuedToken[];
    books: (Omit<Spreadsheet, 'metadata'> & { metadata: DeveloperMetadata[] })[];
  };
  return {
    idsGiven: saved.idsGiven,
    tokens: new Map(saved.tokens.map((issued) => [issued.token, issued])),
    books: new Map(
      saved.books.map((book) => [
        book.id,
        { ...book, metadata: new Map(book.metadata.map((entry) => [entry.metadataId, entry])) },
      ]),
    ),
  };
}

function createBook(world: SheetsWorld, body: unknown): object {
  const json = readObject(body, 'spreadsheet');
  const title =
    readString(readObject(json.properties, 'properties').title, 'properties.title') ?? 'Untitled spreadsheet';
  const given = readArray(json.sheets, 'sheets').map((sheet, index) =>
    readSheetProperties(isObject(sheet) ? sheet.properties : sheet, `sheets[${index}].properties`),
  );
  const book: Spreadsheet = {
    id: `sandbox-${nextId(world).toString(36)}-${nextId(world).toString(36)}`,
    title,
    access: 'edit',
    worksheets: [],
    metadata: new Map(),
  };
  for (const [index, properties] of given.entries()) {
    const sheetId = properties.sheetId ?? (index === 0 ? 0 : undefined);
    book.worksheets.push(worksheetFrom(book, { ...properties, sheetId }, () => nextId(world)));
  }
  if (given.length === 0) book.worksheets.push(newWorksheet({ sheetId: 0, title: 'Sheet1' }));
  if (world.books.has(book.id)) throw invalid('the id is taken');
  world.books.set(book.id, book);
  return { spreadsheetId: book.id };
}

/** `files.create` of Drive: a spreadsheet with one empty worksheet, owned by who asked. */
function createFile(world: SheetsWorld, { body, owner, createdTime }: Extract<Change, { kind: 'createFile' }>): object {
  const { name, appProperties } = readNewFile(body);
  const made = createBook(world, { properties: { title: name } }) as { spreadsheetId: string };
  const permissions = [permissionOf({ type: 'user', role: 'owner', emailAddress: owner })];
  bookOf(world, made.spreadsheetId).file = { createdTime, isOwn: true, appProperties, permissions };
  return made;
}

/** `permissions.create` of Drive: for somebody who has one already it replaces that one. */
function share(book: Spreadsheet, body: unknown): object {
  const added = permissionOf(body);
  const file = fileOf(book);
  book.file = { ...file, permissions: [...file.permissions.filter(({ id }) => id !== added.id), added] };
  return added;
}

/** An odd factor makes a permutation of 0..2^31-1: no id comes twice, and none looks like a count. */
function nextId(world: SheetsWorld): number {
  world.idsGiven += 1;
  return Math.imul(world.idsGiven, 0x5bd1e995) & 0x7fffffff || 1;
}
