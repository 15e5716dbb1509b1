import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ApprovalCard } from '../domain/approval-card';
import { renderMarked } from '../domain/retrain-news';
import type { CardCopy, Reviewer } from '../domain/ticket';
import { cardStateOf } from './approval-view';
import {
  approvalStatusQuery,
  approveUpdate,
  MAX_REASON_CHARS,
  rejectUpdate,
  supersededSignal,
  type ApprovalDecision,
  type ApprovalInput,
  type ApprovalRequest,
  type ApprovalResult,
  type ApprovalStatus,
  type Promotion,
} from './contracts/approval';
import type { MarkResult } from './contracts/training';
import { cardsProfile, handOverProfile, markProfile, registryProfile } from './options';
import { ifPossible, persistently } from './persistently';
import type { TelegramActivities } from './ports';
import { cardPictureKeys, type ApprovalActivities } from './retrain-ports';
import { whenReadable } from './signal-shapes';
import type { TrainingActivities } from './training-ports';
import { movesOnWithVersions } from './versioning';

const { announceCandidate, dropCandidate, promote } = proxyActivities<ApprovalActivities>(registryProfile);
const { sendApprovalCards, editApprovalCards } = proxyActivities<ApprovalActivities>(cardsProfile);
const { markTrained } = proxyActivities<TrainingActivities>(markProfile);
const { post } = proxyActivities<TelegramActivities>(handOverProfile);

const DAY_MS = 86_400_000;
const FIRST_REFRESH_MS = 3_600_000;
const NEXT_REFRESH_MS = 6 * 3_600_000;
/** Rows that wait for Google are asked for again so often, an hour apart. */
const MARK_TRIES = 24;

/**
 * Waits for an admin's word on a candidate. Only an approval moves the alias `production`; what is rejected, not decided in
 * time, or overtaken by a newer candidate stays in the registry.
 */
export async function approvalWorkflow(input: ApprovalInput): Promise<ApprovalStatus> {
  const sinceMs = Date.now();
  const expiresAt = new Date(sinceMs + input.approvalDays * DAY_MS).toISOString();
  const { version } = input;
  let decision: ApprovalDecision | null = null;
  let promotion: Promotion | null = null;
  let marked: MarkResult | null = null;
  let isSettled = false;

  const decisionNow = (): ApprovalDecision | null => decision;
  const cardNow = (): ApprovalCard => ({
    ...input.card,
    expiresAt,
    state: cardStateOf(decision, promotion),
    ...(input.language ? { language: input.language } : {}),
  });
  const status = (): ApprovalStatus => ({
    ...{ version, runId: input.runId, since: new Date(sinceMs).toISOString(), expiresAt, decision, promotion, marked },
    card: { ...input.card, expiresAt },
  });
  async function decide(kind: 'approved' | 'rejected', { by, reason }: ApprovalRequest): Promise<ApprovalResult> {
    const decided = decision === null ? 'now' : 'before';
    decision ??= { kind, by, reason, at: new Date().toISOString(), newer: null };
    await condition(() => isSettled);
    return { decided, decision, promotion };
  }
  setHandler(approvalStatusQuery, status);
  setHandler(approveUpdate, (request) => decide('approved', request), { validator: assertRequest });
  setHandler(rejectUpdate, (request) => decide('rejected', request), { validator: assertRequest });
  setHandler(
    supersededSignal,
    whenReadable('superseded', readNewer, (newer) => {
      decision ??= { kind: 'superseded', by: null, reason: null, at: new Date().toISOString(), newer };
    }),
  );

  setCurrentDetails(`**${version}** waits for a decision until ${expiresAt}`);
  // Nobody's decision waits for Telegram.
  const copies = announce(input, cardNow());
  const cards = keepCardsFresh(copies, cardNow);
  const expiresMs = Date.parse(expiresAt);
  if (patched('cards-show-agreement')) await cards.whileWaiting(() => decision !== null, expiresMs);
  else await condition(() => decision !== null, expiresMs - Date.now(), { summary: 'until it expires' });
  decision ??= { kind: 'expired', by: null, reason: null, at: new Date().toISOString(), newer: null };
  const { kind, by } = decisionNow() ?? decision;
  if (kind === 'approved') promotion = await putIntoService(input, by);
  isSettled = true;
  setCurrentDetails(`**${version}** ${promotion?.kind ?? kind}`);
  if (promotion?.kind !== 'promoted') {
    await persistently('dropCandidate', () =>
      dropCandidate.executeWithOptions({ summary: 'no candidate any more' }, [
        { version, because: kind === 'approved' ? 'refused' : kind, reason: decisionNow()?.reason ?? null },
      ]),
    );
  }
  await cards.settled();
  const sent = await copies;
  const edit = { card: cardNow(), copies: sent };
  await ifPossible('cards', () => editApprovalCards.executeWithOptions({ summary: 'cards' }, [edit]), undefined);
  if (promotion?.kind === 'promoted') marked = await markRows(input);
  await condition(allHandlersFinished);
  return status();
}
movesOnWithVersions(approvalWorkflow);

/** Makes it the candidate in the place of the one before, and shows it to admins. */
async function announce({ version, runId }: ApprovalInput, card: ApprovalCard): Promise<readonly CardCopy[]> {
  const pictureKeys = cardPictureKeys(runId);
  const candidate = { runId, expiresAt: card.expiresAt, figures: card.candidate, production: card.production };
  await persistently('announceCandidate', () =>
    announceCandidate.executeWithOptions({ summary: 'candidate' }, [{ version, candidate }]),
  );
  return ifPossible(
    'cards',
    () => sendApprovalCards.executeWithOptions({ summary: 'cards' }, [{ card, pictureKeys }]),
    [],
  );
}

/** Cards that show how the candidate answers beside the model in service: nothing at first, more from hour to hour. */
function keepCardsFresh(copies: Promise<readonly CardCopy[]>, cardNow: () => ApprovalCard) {
  let sent: readonly CardCopy[] = [];
  let editing: Promise<void> | null = null;
  void copies.then(
    (all) => (sent = all),
    () => undefined,
  );

  function refresh(): void {
    if (editing !== null || sent.length === 0) return;
    const edit = { card: cardNow(), copies: sent };
    const summary = 'agreement on the cards';
    editing = ifPossible('cards', () => editApprovalCards.executeWithOptions({ summary }, [edit]), undefined).finally(
      () => (editing = null),
    );
  }

  return {
    /** Until the decision, or the instant. */
    async whileWaiting(isDecided: () => boolean, untilMs: number): Promise<void> {
      for (let waitMs = FIRST_REFRESH_MS; ; waitMs = NEXT_REFRESH_MS) {
        const restMs = untilMs - Date.now();
        if (restMs <= 0 || (await condition(isDecided, Math.min(restMs, waitMs), { summary: 'decision' }))) return;
        if (untilMs > Date.now()) refresh();
      }
    },
    async settled(): Promise<void> {
      await editing;
    },
  };
}

async function putIntoService({ version, runId }: ApprovalInput, by: Reviewer | null): Promise<Promotion> {
  const who = by === null ? 'nobody' : `${by.kind === 'bot' ? 'telegram' : by.kind}:${by.id}`;
  try {
    const { former } = await promote.executeWithOptions({ summary: `${version} into service` }, [
      { version, by: who, runId },
    ]);
    return { kind: 'promoted', former };
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : null;
    if (!(cause instanceof ApplicationFailure)) throw error;
    return { kind: 'refused', reason: cause.type ?? 'unknown' };
  }
}

/** Has the rows marked, again and again while some wait for Google, and tells admins how many there were. */
async function markRows({ spreadsheetId, fingerprint, version, language }: ApprovalInput): Promise<MarkResult | null> {
  const call = { spreadsheetId, fingerprint, markId: version };
  const mark = (): Promise<MarkResult | null> =>
    ifPossible('markTrained', () => markTrained.executeWithOptions({ summary: 'rows TRAINED' }, [call]), null);
  let result = await mark();
  for (let tries = 1; tries < MARK_TRIES && result !== null && result.waiting > 0; tries += 1) {
    await sleep('1 hour', { summary: `${result.waiting} rows wait for Google` });
    result = (await mark()) ?? result;
  }
  const item = {
    ...({ kind: 'direct', key: `approval ${version} ${workflowInfo().runId} marked`, replyToMessageId: null } as const),
    html: renderMarked(version, result, language),
  };
  const summary = 'marked rows';
  await ifPossible('post', () => post.executeWithOptions({ summary }, [{ to: { role: 'admins' }, item }]), undefined);
  return result;
}

function readNewer(argument: unknown): string | null {
  const { newer } = (argument ?? {}) as { newer?: unknown };
  return typeof newer === 'string' ? newer : null;
}

/** @throws InvalidInput for what has not the shape of a request */
function assertRequest(request: ApprovalRequest): void {
  const { by, reason } = request ?? {};
  const isNamed =
    typeof by?.id === 'string' && typeof by.name === 'string' && ['bot', 'api', 'console'].includes(by.kind);
  if (!isNamed) throw ApplicationFailure.nonRetryable('by must be {kind: bot|api|console, id, name}', 'InvalidInput');
  if (reason !== null && (typeof reason !== 'string' || reason.length > MAX_REASON_CHARS)) {
    throw ApplicationFailure.nonRetryable(`reason: at most ${MAX_REASON_CHARS} characters, or null`, 'InvalidInput');
  }
}
