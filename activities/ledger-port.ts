import type { Client, Workflow } from '@temporalio/client';
import type { Language } from '../domain/language';
import { ONCEK_QUEUE } from '../temporal/queues';
import { activeTraceparent } from '../temporal/tracing/spans';
import type { LedgerEntry, LedgerInput, UpsertContext } from '../workflows/contracts/ledger';
import { ledgerWorkflowId, upsertSignal } from '../workflows/contracts/ledger';
import type { SymptomWatch } from './symptom-watch';
import type { LedgerPortActivities } from '../workflows/ports';

/** The way from tickets to the ledger: a signal, which starts the spreadsheet's ledger where it does not run yet. */
export function createLedgerPort({
  client,
  language,
  noteSymptom,
}: {
  client: Client;
  /** What the ledger tells admins in from now on. */
  language: Language;
  noteSymptom: SymptomWatch;
}): LedgerPortActivities {
  return {
    async enqueueRows({ spreadsheetId, entries, symptom }) {
      if (entries.length === 0) return;
      const input: LedgerInput = { spreadsheetId, carried: null };
      await client.workflow.signalWithStart<Workflow, [readonly LedgerEntry[], UpsertContext?]>('ledgerWorkflow', {
        workflowId: ledgerWorkflowId(spreadsheetId),
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue: ONCEK_QUEUE,
        args: [input],
        signal: upsertSignal,
        signalArgs: [withTrace(entries), { language }],
      });
      if (symptom) await noteSymptom(symptom);
    },
  };
}

function withTrace(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const trace = activeTraceparent();
  return trace === undefined ? entries : entries.map((entry) => ({ ...entry, trace }));
}
