import { ApplicationFailure } from '@temporalio/common';
import { HttpProblem } from '../problem';

function retryAfterMsOf({ details }: ApplicationFailure): number {
  const { retryAfterMs } = (details?.[0] ?? {}) as { retryAfterMs?: unknown };
  return typeof retryAfterMs === 'number' ? retryAfterMs : 1_000;
}

/** Posting did not work: what the caller is told. Any other error is given back as it is. */
export function telegramProblem(error: unknown): unknown {
  if (!(error instanceof ApplicationFailure)) return error;
  const told = { cause: error };
  switch (error.type) {
    case 'TelegramBusy': {
      const seconds = String(Math.max(1, Math.ceil(retryAfterMsOf(error) / 1_000)));
      const detail = `Telegram takes no more messages for this group now; try again in ${seconds} s; nothing was posted`;
      return new HttpProblem(429, 'TelegramBusy', detail, { 'Retry-After': seconds }, told);
    }
    case 'TelegramRefused': {
      const detail = 'Telegram refused the message: see that the bot is in the group and may write; nothing was posted';
      return new HttpProblem(502, 'TelegramRefused', detail, {}, told);
    }
    case 'InvalidSetting': {
      const detail = 'Telegram does not know the bot: the token in the settings is wrong; nothing was posted';
      return new HttpProblem(502, 'TelegramRefused', detail, {}, told);
    }
    case 'TelegramUnavailable': {
      const detail = 'Telegram gave no answer; look into the group before you try again: the message may stand there';
      return new HttpProblem(503, 'TelegramUnavailable', detail, {}, told);
    }
    default:
      return error;
  }
}
