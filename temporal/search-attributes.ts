import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTE_TYPES } from '../workflows/search-attributes';

/** Names and types as the server's set-up takes them (`temporal server start-dev --search-attribute Name=Type`). */
export const SEARCH_ATTRIBUTES: Readonly<Record<string, 'Keyword' | 'Double' | 'Datetime'>> = SEARCH_ATTRIBUTE_TYPES;

/** gRPC's status of a question with a name that is not known yet. */
const INVALID_ARGUMENT = 3;
const TAKEN_UP_MS = 60_000;
const LOOK_MS = 250;

/** Numbers of the types in Temporal's API (`temporal.api.enums.v1.IndexedValueType`). */
const TYPE_NUMBERS = { Keyword: 2, Double: 4, Datetime: 6 } as const;

/**
 * Adds the search attributes that the namespace lacks, and waits until they can be used: a server on SQL lists them at
 * once, but for some seconds refuses whatever is started with them.
 * @returns the names that were added
 * @throws what the server says where one exists with another type, or still refuses them after a minute
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return [];
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPE_NUMBERS[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  const names = missing.map(([name]) => name);
  await untilUsable(connection, namespace, names);
  return names;
}

async function untilUsable(connection: Connection, namespace: string, names: readonly string[]): Promise<void> {
  const query = names.map((name) => `${name} IS NOT NULL`).join(' OR ');
  const deadlineMs = Date.now() + TAKEN_UP_MS;
  for (;;) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      if (!isGrpcServiceError(error) || Number(error.code) !== INVALID_ARGUMENT || Date.now() > deadlineMs) throw error;
      await sleep(LOOK_MS);
    }
  }
}
