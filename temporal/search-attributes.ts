import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTE_TYPES } from '../workflows/search-attributes';

/** Names and types as the server's set-up takes them (`temporal server start-dev --search-attribute Name=Type`). */
export const SEARCH_ATTRIBUTES: Readonly<Record<string, 'Keyword' | 'Double' | 'Datetime'>> = SEARCH_ATTRIBUTE_TYPES;

/** Numbers of the types in Temporal's API (`temporal.api.enums.v1.IndexedValueType`). */
const TYPE_NUMBERS = { Keyword: 2, Double: 4, Datetime: 6 } as const;

/**
 * Adds the search attributes that the namespace lacks. A server on SQL takes them up within some seconds.
 * @returns the names that were added
 * @throws what the server says where one exists with another type
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return [];
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPE_NUMBERS[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  return missing.map(([name]) => name);
}
