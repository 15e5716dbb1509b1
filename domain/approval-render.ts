import type { ApprovalCard, CardWarning } from './approval-card';
import { approvalData } from './approval-data';
import { cutWithEllipsis, escapeHtml } from './html';
import { DEFAULT_LANGUAGE, numberText, type Language } from './language';
import { localDateTime } from './local-time';
import type { RenderedCard } from './review';
import type { ShadowAgreement } from './shadow';
import { renderShadow } from './shadow-render';
import type { Texts } from './texts/id';
import { textsIn } from './texts/texts-in';

/** Labels named in one line. */
const LABELS_SHOWN = 5;

/**
 * The card as Telegram shows it, with buttons while it waits.
 * @param shadow - what the candidate has said beside the model in service; null: not known
 */
export function renderApprovalCard(
  card: ApprovalCard,
  timeZone: string,
  shadow: ShadowAgreement | null = null,
): RenderedCard {
  const { language = DEFAULT_LANGUAGE } = card;
  const words = textsIn(language).approval;
  const { figure, signed, percent } = numbersIn(language);
  const { candidate, production, difference, state, version } = card;
  const against = (value: number | undefined): string | null => (value === undefined ? null : figure(value));
  const lines = [
    words.title(escapeHtml(version)),
    words.data(card.rows, card.labels, card.trials),
    words.judged(card.heldOut, card.productionVersion === null ? null : escapeHtml(card.productionVersion)),
    words.figure(words.figures.macroF1, figure(candidate.macroF1), against(production?.macroF1)),
    words.figure(words.figures.weightedF1, figure(candidate.weightedF1), against(production?.weightedF1)),
    words.figure(words.figures.accuracy, figure(candidate.accuracy), against(production?.accuracy)),
    ...(difference
      ? [words.difference(signed(difference.value), signed(difference.low), signed(difference.high))]
      : []),
    words.auto(percent(card.auto.share), percent(card.auto.precision)),
    ...(card.newLabels.length > 0 ? [words.newLabels(named(card.newLabels, words))] : []),
    ...(shadow !== null && shadow.compared > 0 ? [renderShadow(shadow, language)] : []),
    ...card.warnings.map((warning) => `⚠️ ${warningText(warning, language)}`),
  ];
  if (state.kind !== 'waiting') return { html: [...lines, '', stateText(card)].join('\n'), buttons: [] };
  const until = localDateTime(card.expiresAt, timeZone).slice(0, 16);
  return {
    html: [...lines, '', words.waiting(until)].join('\n'),
    buttons: [
      [
        { text: words.approve, data: approvalData({ version, kind: 'approve' }) },
        { text: words.reject, data: approvalData({ version, kind: 'reject' }) },
      ],
    ],
  };
}

function stateText({ state, version, language }: ApprovalCard): string {
  const words = textsIn(language).approval;
  const name = escapeHtml(version);
  switch (state.kind) {
    case 'promoted':
      return words.promoted(
        name,
        escapeHtml(state.by),
        reasonOf(state.reason),
        state.former && escapeHtml(state.former),
      );
    case 'refused':
      return words.refused(escapeHtml(state.by));
    case 'rejected':
      return words.rejected(escapeHtml(state.by), reasonOf(state.reason));
    case 'superseded':
      return words.superseded(escapeHtml(state.newer));
    case 'expired':
      return words.expired;
    case 'waiting':
      return '';
  }
}

function warningText(warning: CardWarning, language: Language): string {
  const texts = textsIn(language).approval;
  const words = texts.warnings;
  const { signed, percent, decimal } = numbersIn(language);
  switch (warning.kind) {
    case 'classesWorse':
      return words.classesWorse(warning.labels.length, named(warning.labels, texts));
    case 'labelsLost':
      return words.labelsLost(named(warning.labels, texts));
    case 'notEvaluated':
      return words.notEvaluated(named(warning.labels, texts));
    case 'figuresWorse':
      return words.figuresWorse(signed(warning.difference));
    case 'notProven':
      return words.notProven;
    case 'fewRows':
      return words.fewRows(warning.rows);
    case 'productionSawRows':
      return words.productionSawRows(warning.rows);
    case 'promiseMissed':
      return words.promiseMissed(percent(warning.promised), percent(warning.measured));
    case 'drift':
      return words.drift(decimal(warning.psi, 2));
  }
}

function reasonOf(reason: string | null): string | null {
  return reason === null ? null : escapeHtml(cutWithEllipsis(reason, 300));
}

function named(labels: readonly string[], texts: Texts['approval']): string {
  const shown = labels.slice(0, LABELS_SHOWN).map((label) => escapeHtml(cutWithEllipsis(label, 60)));
  const more = labels.length - shown.length;
  return [...shown, ...(more > 0 ? [texts.more(more)] : [])].join(', ');
}

function numbersIn(language: Language) {
  const decimal = (value: number, digits: number): string =>
    numberText(value, language, { least: digits, most: digits });
  const figure = (value: number): string => decimal(value, 3);
  return {
    decimal,
    figure,
    signed: (value: number): string => `${value < 0 ? '−' : '+'}${figure(Math.abs(value))}`,
    percent: (share: number): string => `${decimal(share * 100, 1)}%`,
  };
}
