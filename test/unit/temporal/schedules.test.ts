import { ScheduleAlreadyRunning, ServiceError, type Client } from '@temporalio/client';
import { ensureSchedules, type ScheduleSettings } from '../../../temporal/schedules';

const SETTINGS: ScheduleSettings = {
  ...{ spreadsheetId: 's', sheetSyncSeconds: 60, timeZone: 'Asia/Jakarta', language: 'id' },
  retrain: { weekly: null, approvalDays: 7 },
};

/** A server that has all schedules; its first answers to a change are these errors. */
function aServer(errors: Error[]) {
  const changed: string[] = [];
  const schedule = {
    create: ({ scheduleId }: { scheduleId: string }) => Promise.reject(new ScheduleAlreadyRunning('there', scheduleId)),
    getHandle: (id: string) => ({
      update: () => {
        const error = errors.shift();
        return error ? Promise.reject(error) : Promise.resolve(void changed.push(id));
      },
      delete: () => Promise.resolve(void changed.push(`-${id}`)),
    }),
  };
  return { client: { schedule } as unknown as Client, changed };
}

test('a server that has just come up, and cannot tell its schedules yet, is asked again', async () => {
  const { client, changed } = aServer([new ServiceError('Failed to describe schedule', { cause: new Error('busy') })]);
  await ensureSchedules(client, SETTINGS);
  expect(changed).toEqual(['sheet-sync', 'report', '-retrain-weekly']);
});

test('any other failure ends it at once', async () => {
  const { client, changed } = aServer([new Error('a fault of ours')]);
  await expect(ensureSchedules(client, SETTINGS)).rejects.toThrow('a fault of ours');
  expect(changed).toEqual([]);
});
