import { WorkflowUpdateFailedError } from '@temporalio/client';
import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import { parseApprovalData, type ApprovalPress } from '../../../domain/approval-data';
import type { Reviewer } from '../../../domain/ticket';
import type { ApprovalDecision, ApprovalResult } from '../../../workflows/contracts/approval';
import { answerPress } from '../../reply';
import type { RetrainTexts } from '../../texts/id/retrain';
import { botTextsIn, retrainTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import type { RetrainBotDesk } from '../retrain-desk';
import { reviewerOf } from '../review-answers';

/** Buttons of a card of a model that waits for a decision: its approval brings all copies of the card up to date. */
export function approvals({ retrainDesk: desk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  if (!desk) return Composer.passThru();
  const outdated = botTextsIn(config.language).press.outdated;
  const texts = retrainTextsIn(config.language).press;
  return Composer.action(/^ap:/, async (ctx) => {
    const press = parseApprovalData(ctx.match.input);
    if (!press) return answerPress(ctx, outdated, log);
    const result = await decide(desk, press, reviewerOf(ctx.from));
    const { version, kind } = press;
    log.info({ updateId: ctx.update.update_id, version, kind, decided: result?.decided ?? null }, 'approval button');
    await answerPress(ctx, await answerOf(desk, version, result, texts), log);
  });
}

/** null: it was decided and over before */
async function decide(desk: RetrainBotDesk, press: ApprovalPress, by: Reviewer): Promise<ApprovalResult | null> {
  try {
    return await desk.decide(press.version, press.kind, { by, reason: null });
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return null;
    throw error;
  }
}

type PressTexts = RetrainTexts['press'];

async function answerOf(
  desk: RetrainBotDesk,
  version: string,
  result: ApprovalResult | null,
  texts: PressTexts,
): Promise<string> {
  if (result?.decided === 'now') {
    if (result.decision.kind === 'rejected') return texts.rejected(version);
    return result.promotion?.kind === 'promoted' ? texts.promoted(version) : texts.unservable(version);
  }
  const decision = result?.decision ?? (await desk.approval(version))?.decision ?? null;
  return decision ? decisionText(version, decision, texts) : texts.unknown(version);
}

function decisionText(version: string, { kind, by }: ApprovalDecision, texts: PressTexts): string {
  switch (kind) {
    case 'approved':
      return texts.wasApproved(version, by?.name ?? '');
    case 'rejected':
      return texts.wasRejected(version, by?.name ?? '');
    case 'expired':
      return texts.expired(version);
    case 'superseded':
      return texts.superseded(version);
  }
}
