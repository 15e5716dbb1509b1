import { ApplicationFailure } from '@temporalio/common';
import pino from 'pino';
import { createSdkLogger } from '../../../workers/log';

/** The lines of debug and above that the SDK's logger writes for one warning. */
function linesOf(meta: Record<string, unknown>): { level: number; taskToken?: string }[] {
  const lines: string[] = [];
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => lines.push(line) });
  createSdkLogger(log).warn('Activity failed', meta);
  return lines.map((line) => JSON.parse(line) as { level: number });
}

const DEBUG = 20;
const WARN = 40;

test('a card that waits for Telegram’s rate is no warning', () => {
  const error = ApplicationFailure.create({ type: 'TelegramBusy', nextRetryDelay: 2_000 });
  expect(linesOf({ error }).map(({ level }) => level)).toEqual([DEBUG]);
});

test('any other failed activity is a warning, without its token', () => {
  const [line] = linesOf({ error: ApplicationFailure.create({ type: 'SheetUnavailable' }), taskToken: 'abc' });
  expect(line?.level).toBe(WARN);
  expect(line?.taskToken).toBeUndefined();
});
