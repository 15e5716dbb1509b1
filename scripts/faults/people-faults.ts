import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxCall } from '../demo/people';
import type { Fault } from './fault';

/**
 * What people do to the spreadsheet so that nothing can be written for a while.
 * @param ms - how long
 * @param onTrackingDeleted - told when ML_Tracking goes, with its rows: those nobody is to bring back
 */
export function peopleFaults(call: SandboxCall, ms: number, onTrackingDeleted: () => void): Fault[] {
  const withAccess = (mode: string) => call('PUT', '/sheets/people/*/access', { mode });
  const setHeading = (value: string) =>
    call('POST', '/sheets/people/edits', { worksheet: 'Logs', row: 1, column: 7, value });
  const track = 'sheets';
  return [
    {
      ...{ name: 'sheets-read-only', track },
      async inject() {
        await withAccess('read');
        await sleep(ms);
        await withAccess('edit');
      },
    },
    {
      ...{ name: 'sheets-token-revoked', track },
      async inject() {
        await call('DELETE', '/sheets/tokens');
      },
    },
    {
      ...{ name: 'sheets-heading-changed', track },
      async inject() {
        const heading = await headingOf(call);
        if (heading === null) return;
        await setHeading('catatan');
        await sleep(ms);
        await setHeading(heading);
      },
    },
    {
      ...{ name: 'sheets-worksheet-deleted', track, isLong: true },
      async inject() {
        if ((await headingOf(call)) === null) return;
        await call('DELETE', '/sheets/people/ML_Tracking').catch(() => undefined);
        onTrackingDeleted();
      },
    },
  ];
}

/** @returns null while there is no such worksheet yet */
async function headingOf(call: SandboxCall): Promise<string | null> {
  const rows = await call<string[][]>('GET', '/sheets/people/Logs').catch(() => []);
  return rows[0]?.[6] ?? null;
}
