import type { ModelVersion } from '../../activities/adapters/model-registry';
import { cutWithEllipsis, escapeHtml } from '../../domain/html';
import { figuresOfWhole } from '../../domain/model-figures';
import { numberText, type Language } from '../../domain/language';
import { instantOf, localDateTime } from '../../domain/local-time';
import type { RenderedCard } from '../../domain/review';
import { promoteData, versionsData } from '../admin/model-data';
import { botTextsIn } from '../texts/texts-in';

/** How instants and words are shown. */
export interface Shown {
  readonly timeZone: string;
  readonly language: Language;
}

/** Versions on one page. */
export const VERSIONS_PAGE = 10;
const DESCRIPTION_CHARS = 120;
const FIGURES_SHOWN = 8;

/**
 * One page of the registry, newest first, with buttons to the pages beside it.
 * @param input.page - counted from 0; a page that there is not any more becomes the last one
 */
export function renderModelVersions(
  input: { readonly versions: readonly ModelVersion[]; readonly page: number } & Shown,
): RenderedCard {
  const { versions, language } = input;
  const texts = botTextsIn(language).mlflow;
  if (versions.length === 0) return { html: texts.none, buttons: [] };
  const pages = Math.ceil(versions.length / VERSIONS_PAGE);
  const page = Math.min(input.page, pages - 1);
  const production = versions.find(({ isProduction }) => isProduction)?.version ?? null;
  const shown = versions.slice(page * VERSIONS_PAGE, (page + 1) * VERSIONS_PAGE);
  const turn = (text: string, to: number) => ({ text, data: versionsData(to) });
  const turns = [
    ...(page > 0 ? [turn('◀️', page - 1)] : []),
    ...(pages > 1 ? [turn(`${page + 1}/${pages}`, page)] : []),
    ...(page < pages - 1 ? [turn('▶️', page + 1)] : []),
  ];
  return {
    html: [
      texts.title,
      production === null ? texts.noProduction : texts.production(escapeHtml(production)),
      ...shown.map((version) => lineOf(version, input)),
    ].join('\n'),
    buttons: turns.length > 0 ? [turns] : [],
  };
}

/**
 * The question before a promotion, with what the two versions say of themselves.
 * @param current - the version that serves; null: none
 */
export function renderPromotion(wanted: ModelVersion, current: ModelVersion | null, how: Shown): RenderedCard {
  const texts = botTextsIn(how.language).mlflow;
  const ref = { version: wanted.version, current: current?.version ?? null };
  return {
    html: [
      texts.question(escapeHtml(wanted.version)),
      `${texts.wanted} ${lineOf(wanted, how)}`,
      ...figureLines(wanted, current, how.language),
      ...(current ? [`${texts.serving} ${lineOf(current, how)}`] : []),
    ].join('\n'),
    buttons: [
      [
        { text: texts.yes, data: promoteData({ ...ref, isConfirmed: true }) },
        { text: texts.no, data: promoteData({ ...ref, isConfirmed: false }) },
      ],
    ],
  };
}

function lineOf({ version, createdAt, description, isProduction }: ModelVersion, how: Shown): string {
  const atMs = Date.parse(createdAt);
  const date = Number.isNaN(atMs) ? createdAt : localDateTime(instantOf(atMs), how.timeZone).slice(0, 16);
  const about = escapeHtml(cutWithEllipsis(description, DESCRIPTION_CHARS));
  return botTextsIn(how.language).mlflow.line(escapeHtml(version), isProduction, escapeHtml(date), about);
}

/** Figures that the wanted version has, beside those of the version that serves. */
function figureLines(wanted: ModelVersion, current: ModelVersion | null, language: Language): string[] {
  const texts = botTextsIn(language).mlflow;
  const shown = (value: number | undefined): string =>
    value === undefined ? '–' : numberText(value, language, { most: 3 });
  return Object.entries(figuresOfWhole(wanted.figures))
    .slice(0, FIGURES_SHOWN)
    .map(([name, value]) =>
      texts.figure(escapeHtml(name), shown(value), current ? shown(current.figures[name]) : null),
    );
}
