import { invalid, PayloadError } from '../google-error';
import { allowOnly, readInt, readObject, readString } from '../json';
import { LIMITS, type DeveloperMetadata, type MetadataVisibility, type Spreadsheet } from '../model';
import { worksheetById } from '../ranges';
import { metadataResource } from '../views';
import type { RequestHandler } from './context';

export const createDeveloperMetadata: RequestHandler = (request, { book, undo, where, newId }) => {
  allowOnly(request, ['developerMetadata'], where);
  const path = `${where}.developerMetadata`;
  const json = readObject(request.developerMetadata, path);
  allowOnly(json, ['metadataId', 'metadataKey', 'metadataValue', 'location', 'visibility'], path);
  const metadataKey = readString(json.metadataKey, `${path}.metadataKey`);
  if (!metadataKey) throw invalid('DeveloperMetadata.metadataKey must be specified.');
  const visibility = readVisibility(json.visibility, `${path}.visibility`);
  if (!visibility) throw invalid('DeveloperMetadata.visibility must be specified.');
  const given = readInt(json.metadataId, `${path}.metadataId`);
  if (given !== undefined && given < 1) throw invalid('DeveloperMetadata.metadataId must be positive.');
  const metadataId = given ?? newId();
  if (book.metadata.has(metadataId)) throw invalid(`DeveloperMetadata with metadataId ${metadataId} already exists.`);
  const entry: DeveloperMetadata = {
    metadataId,
    metadataKey,
    metadataValue: readString(json.metadataValue, `${path}.metadataValue`),
    visibility,
    sheetId: readLocation(book, json.location, `${path}.location`),
  };
  if (characters([...book.metadata.values(), entry]) > LIMITS.metadataCharacters) {
    throw invalid(`Developer metadata exceeds the limit of ${LIMITS.metadataCharacters} characters.`);
  }
  undo.push(() => book.metadata.delete(metadataId));
  book.metadata.set(metadataId, entry);
  return { developerMetadata: metadataResource(entry) };
};

export const deleteDeveloperMetadata: RequestHandler = (request, { book, undo, where }) => {
  allowOnly(request, ['dataFilter'], where);
  const matches = findMetadata(book, request.dataFilter, `${where}.dataFilter`);
  // Undone by setting the whole map again: entries put back one by one would change their order.
  const before = [...book.metadata];
  undo.push(() => {
    book.metadata.clear();
    for (const [id, entry] of before) book.metadata.set(id, entry);
  });
  for (const { metadataId } of matches) book.metadata.delete(metadataId);
  return { deletedDeveloperMetadata: matches.map(metadataResource) };
};

/** The entries a `DataFilter` with a `developerMetadataLookup` selects; several criteria must all hold. */
export function findMetadata(book: Spreadsheet, filter: unknown, where: string): DeveloperMetadata[] {
  const json = readObject(filter, where);
  allowOnly(json, ['developerMetadataLookup'], where);
  const path = `${where}.developerMetadataLookup`;
  const lookup = readObject(json.developerMetadataLookup, path);
  allowOnly(lookup, ['metadataId', 'metadataKey', 'metadataValue', 'visibility', 'locationType'], path);
  const metadataId = readInt(lookup.metadataId, `${path}.metadataId`);
  const metadataKey = readString(lookup.metadataKey, `${path}.metadataKey`);
  const metadataValue = readString(lookup.metadataValue, `${path}.metadataValue`);
  const locationType = readString(lookup.locationType, `${path}.locationType`);
  const visibility = readVisibility(lookup.visibility, `${path}.visibility`);
  if (Object.keys(lookup).length === 0) throw invalid('A data filter must have at least one criterion.');
  const fits = (entry: DeveloperMetadata): boolean =>
    (metadataId === undefined || entry.metadataId === metadataId) &&
    (metadataKey === undefined || entry.metadataKey === metadataKey) &&
    (metadataValue === undefined || entry.metadataValue === metadataValue) &&
    (visibility === undefined || entry.visibility === visibility) &&
    (locationType === undefined || (entry.sheetId === undefined ? 'SPREADSHEET' : 'SHEET') === locationType);
  if (metadataId !== undefined)
    return [book.metadata.get(metadataId)].filter((entry) => entry !== undefined).filter(fits);
  return [...book.metadata.values()].filter(fits);
}

function readVisibility(value: unknown, where: string): MetadataVisibility | undefined {
  const visibility = readString(value, where);
  if (visibility === undefined || visibility === 'DOCUMENT' || visibility === 'PROJECT') return visibility;
  throw new PayloadError(`Invalid value at '${where}' (DeveloperMetadataVisibility), ${JSON.stringify(visibility)}`);
}

/** @returns undefined for the whole spreadsheet; marks on single rows or columns are not kept by the sandbox */
function readLocation(book: Spreadsheet, value: unknown, where: string): number | undefined {
  const json = readObject(value, where);
  allowOnly(json, ['spreadsheet', 'sheetId', 'dimensionRange', 'locationType'], where);
  if (json.dimensionRange !== undefined) throw invalid('the sandbox keeps no metadata on single rows or columns.');
  if (json.spreadsheet === true) return undefined;
  if (json.sheetId === undefined) throw invalid('DeveloperMetadata.location must be specified.');
  return worksheetById(book, readInt(json.sheetId, `${where}.sheetId`)).sheetId;
}

function characters(entries: readonly DeveloperMetadata[]): number {
  return entries.reduce((sum, entry) => sum + entry.metadataKey.length + (entry.metadataValue?.length ?? 0), 0);
}
