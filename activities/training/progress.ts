import { setTimeout as delay } from 'node:timers/promises';
import { cancellationSignal } from '@temporalio/activity';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { CardButton } from '../../domain/review';
import { shareOfStep } from '../../temporal/retrain-step';
import {
  RETRAIN_WORKFLOW_ID,
  retrainProgressQuery,
  type ProgressMessage,
  type RetrainProgress,
} from '../../workflows/contracts/retrain';
import type { RetrainActivities } from '../../workflows/retrain-ports';
import { telegramRefusal, type TelegramClient } from '../adapters/telegram-client';
import { whileBeating } from '../while-beating';

/** A run as a message shows it. */
export type RenderProgress = (
  progress: RetrainProgress,
  /** `step`: share of the step at work that is done, 0..1, of several trials their sum; null: nobody knows. */
  seen: { readonly nowMs: number; readonly step: number | null },
) => { readonly html: string; readonly buttons: readonly (readonly CardButton[])[] };

export interface ProgressDeps {
  readonly client: Pick<Client, 'workflow' | 'options'>;
  /** The admin bot's client. */
  readonly bot: Pick<TelegramClient, 'editMessage'>;
  readonly render: RenderProgress;
  readonly log: { warn(fields: object, message: string): void };
  /** Milliseconds between two looks; Telegram takes about an edit a second in a chat. @default 4 s */
  readonly pollMs?: number;
  /** Milliseconds for which the end is tried to be shown: the next retraining waits for it. @default 2 min */
  readonly patienceMs?: number;
}

const POLL_MS = 4_000;
const PATIENCE_MS = 2 * 60_000;

/** Edits the messages that show the progress of a run until they show its end. */
export function createProgressActivities(deps: ProgressDeps): Pick<RetrainActivities, 'showProgress'> {
  return { showProgress: ({ runId }) => whileBeating(() => show(deps, runId)) };
}

async function show(deps: ProgressDeps, runId: string): Promise<void> {
  const { client, render, pollMs = POLL_MS, patienceMs = PATIENCE_MS } = deps;
  const signal = cancellationSignal();
  const handle = client.workflow.getHandle(RETRAIN_WORKFLOW_ID, runId);
  const shown = new Map<string, string>();
  let overSinceMs: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    const progress = await orNull(handle.query(retrainProgressQuery));
    if (progress === null) return;
    const nowMs = Date.now();
    if (progress.outcome !== null) overSinceMs ??= nowMs;
    const step = progress.outcome === null ? await shareOfStep(client, handle) : null;
    const left = await edit(deps, progress.watchers, { ...render(progress, { nowMs, step }), shown });
    if (overSinceMs !== null && (left === 0 || nowMs - overSinceMs >= patienceMs)) return;
    await delay(pollMs, undefined, { signal });
  }
}

/** @returns how many messages do not show it yet, though they may later */
async function edit(
  { bot, log }: ProgressDeps,
  watchers: readonly ProgressMessage[],
  news: ReturnType<RenderProgress> & { readonly shown: Map<string, string> },
): Promise<number> {
  const { html, buttons, shown } = news;
  let left = 0;
  for (const { chatId, messageId } of watchers) {
    const name = `${chatId}:${messageId}`;
    if (shown.get(name) === html) continue;
    try {
      await bot.editMessage({ chatId, messageId, html, buttons });
      shown.set(name, html);
    } catch (error) {
      // A message that Telegram will never take again is passed over; the others go on.
      const refusal = telegramRefusal(error);
      if (!refusal) left += 1;
      log.warn({ chatId, messageId, code: refusal?.code ?? null }, 'progress is not shown');
    }
  }
  return left;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
