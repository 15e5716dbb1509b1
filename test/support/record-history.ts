import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

/**
 * Keeps a run's history where `ONCEK_RECORD` names a folder, in the form that test/workflow/replay.test.ts replays, under
 * the name of the test at work and, of several runs in it, the part. The ones worth keeping are moved into test/replay/histories by hand.
 */
export async function recordIfAsked(handle: WorkflowHandle, { part = '' }: { part?: string } = {}): Promise<void> {
  const folder = process.env.ONCEK_RECORD;
  if (!folder) return;
  const history = await handle.fetchHistory();
  const name = (expect.getState().currentTestName ?? handle.workflowId).replace(/[^a-z0-9]+/gi, '-').slice(0, 120);
  mkdirSync(folder, { recursive: true });
  // Who recorded it, and where, is nobody's business.
  const json = JSON.stringify(temporal.api.history.v1.History.fromObject(history).toJSON())
    .replaceAll(/"identity":"[^"]*"/g, '"identity":"recorded"')
    .replaceAll(`${process.cwd()}/`, '');
  writeFileSync(path.join(folder, `${name}${part && `-${part}`}.json`), json);
}
