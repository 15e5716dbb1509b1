import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { renderPostedProblem } from '../domain/posted-problem';
import type { ProblemMessage } from '../domain/ticket';
import type { TicketDesk } from '../temporal/ticket-desk';
import type { OpenTicketInput } from '../workflows/contracts/open-ticket';
import type { OpenTicketActivities } from '../workflows/ports';
import { telegramRefusal, type TelegramClient } from './adapters/telegram-client';
import type { ChatMoves } from './chat-moves';

/** Somebody waits for the answer: rather a clear no than many tries. */
const TRIES = 3;
const SECOND_MS = 1_000;

export interface OpenTicketDeps {
  readonly bot: Pick<TelegramClient, 'sendMessage'>;
  readonly moves: ChatMoves;
  readonly desk: Pick<TicketDesk, 'open'>;
  readonly now: () => Date;
}

/** The message as posted; kept in the heartbeat, so that a later attempt opens its ticket and posts no second one. */
interface Posted {
  readonly chatId: number;
  readonly messageId: number;
  readonly sentAt: string;
}

export function createOpenTicketActivities({ bot, moves, desk, now }: OpenTicketDeps): OpenTicketActivities {
  async function send(chatId: number, html: string): Promise<Posted> {
    try {
      const { messageId } = await bot.sendMessage({ chatId, html });
      return { chatId, messageId, sentAt: now().toISOString() };
    } catch (error) {
      const movedTo = telegramRefusal(error)?.migrateToChatId ?? null;
      if (movedTo === null) throw error;
      await moves.note({ from: chatId, to: movedTo });
      return send(movedTo, html);
    }
  }

  return {
    async postProblem(request) {
      const { info } = Context.current();
      const before = info.heartbeatDetails as Posted | undefined;
      const posted =
        before ??
        (await send(await moves.currentOf(request.chatId), renderPostedProblem(request)).catch(giveUp(info.attempt)));
      Context.current().heartbeat(posted);
      const { chatId, messageId, sentAt } = posted;
      const problem = problemOf(request, sentAt);
      const { runId } = await desk.open({ chatId, messageId, groupLabel: request.groupLabel, problem });
      return { chatId, messageId, runId };
    },
  };
}

function problemOf({ text, reporter }: OpenTicketInput, sentAt: string): ProblemMessage {
  return { text, sentAt, editedAt: null, from: { id: 0, name: reporter }, media: null, forwarded: false };
}

/** Nothing was posted, or nobody knows: the caller is told, unless a short wait may help. */
function giveUp(attempt: number) {
  return (error: unknown): never => {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (error.type === 'TelegramUnavailable' && attempt < TRIES) throw error;
    const retryAfterMs = Number(error.nextRetryDelay ?? SECOND_MS);
    throw ApplicationFailure.create({
      ...{ type: error.type ?? undefined, message: error.message, cause: error, nonRetryable: true },
      details: error.type === 'TelegramBusy' ? [{ retryAfterMs }] : (error.details ?? []),
    });
  };
}
