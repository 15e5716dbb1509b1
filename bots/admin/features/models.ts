import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import type { ModelVersion } from '../../../activities/adapters/model-registry';
import { OncekError } from '../../../domain/errors';
import { escapeHtml } from '../../../domain/html';
import type { Language } from '../../../domain/language';
import { parseCommand } from '../../../domain/messages';
import type { Reviewer } from '../../../domain/ticket';
import type { RenderedCard } from '../../../domain/review';
import { renderModelStatus } from '../../render/model-status';
import { renderModelVersions, renderPromotion, type Shown } from '../../render/model-versions';
import { answerPress, replaceText, reply } from '../../reply';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';
import { isVersionName, parsePromoteData, parseVersionsData, type PromotePress } from '../model-data';
import type { ModelDesk } from '../model-desk';
import { reviewerOf } from '../review-answers';

const STAGE = 'production';

/** `/modelstatus`, `/mlflowstatus`, `/mlflowpromote VERSION [STAGE]`, `/reloadmodel [STAGE]`. */
export function models({ modelDesk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  if (!modelDesk) return Composer.passThru();
  const { language } = config;
  const { mlflow: texts, press: pressTexts } = botTextsIn(language);

  const commands: Readonly<Record<string, (args: readonly string[]) => Promise<RenderedCard | string>>> = {
    modelstatus: async () => renderModelStatus(modelDesk.status(), await modelDesk.shadow(), language),
    mlflowstatus: () => versions(0),
    mlflowpromote: (args) => askToPromote(modelDesk, args, config),
    reloadmodel: (args) => reload(modelDesk, args, language),
  };

  async function versions(page: number): Promise<RenderedCard> {
    return renderModelVersions({ versions: await modelDesk!.versions(), page, timeZone: config.timeZone, language });
  }

  /** @returns what came of it, for the place of the question */
  async function promote({ version, current, isConfirmed }: PromotePress, by: Reviewer): Promise<string> {
    if (!isConfirmed) return texts.notPromoted;
    const found = await modelDesk!.versions();
    const serving = found.find(({ isProduction }) => isProduction)?.version ?? null;
    if (serving === version) return texts.serves(escapeHtml(version));
    if (serving !== current) return texts.changed;
    if (!found.some((one) => one.version === version)) return texts.unknown(escapeHtml(version));
    try {
      await modelDesk!.promote(version, by);
    } catch (error) {
      if (isUnservable(error)) return texts.notLoadable;
      throw error;
    }
    return texts.promoted(escapeHtml(version), current === null ? null : escapeHtml(current));
  }

  const inPrivate = Composer.privateChat(
    Composer.command(Object.keys(commands), async (ctx) => {
      const command = parseCommand(ctx.message.text);
      const answer = await commands[command?.name ?? '']?.(command?.args ?? []);
      if (answer === undefined) return;
      if (typeof answer === 'string') return reply(ctx, answer, log);
      await reply(ctx, answer.html, log, answer.buttons);
    }),
  );
  const turnPage = Composer.action(/^ml:/, async (ctx) => {
    const page = parseVersionsData(ctx.match.input);
    if (page === null) return answerPress(ctx, pressTexts.outdated, log);
    await replaceText(ctx, await versions(page), log);
    await answerPress(ctx, '', log);
  });
  const decide = Composer.action(/^mp:/, async (ctx) => {
    const press = parsePromoteData(ctx.match.input);
    if (!press) return answerPress(ctx, pressTexts.outdated, log);
    const html = await promote(press, reviewerOf(ctx.from));
    log.info({ updateId: ctx.update.update_id, version: press.version, isConfirmed: press.isConfirmed }, 'promotion');
    await replaceText(ctx, { html, buttons: [] }, log);
    await answerPress(ctx, '', log);
  });
  return Composer.compose([inPrivate, turnPage, decide]);
}

async function askToPromote(desk: ModelDesk, args: readonly string[], shown: Shown): Promise<RenderedCard | string> {
  const texts = botTextsIn(shown.language).mlflow;
  const [given, stage = STAGE, ...rest] = args;
  if (given === undefined || rest.length > 0 || !isVersionName(given)) return texts.usagePromote;
  if (stage.toLowerCase() !== STAGE) return texts.otherStage;
  const versions = await desk.versions();
  const wanted = versionNamed(versions, given);
  if (!wanted) return texts.unknown(escapeHtml(given));
  if (wanted.isProduction) return texts.serves(escapeHtml(wanted.version));
  return renderPromotion(wanted, versions.find(({ isProduction }) => isProduction) ?? null, shown);
}

/** `3` stands for `v3` as well as for `mlflow-v3`. */
function versionNamed(versions: readonly ModelVersion[], given: string): ModelVersion | undefined {
  const name = given.toLowerCase();
  return versions.find(({ version }) => [name, `v${name}`, `mlflow-v${name}`].includes(version.toLowerCase()));
}

async function reload(desk: ModelDesk, args: readonly string[], language: Language): Promise<string> {
  const { mlflow: texts, modelStatus } = botTextsIn(language);
  const [stage = STAGE, ...rest] = args;
  if (rest.length > 0) return texts.usageReload;
  if (stage.toLowerCase() !== STAGE) return texts.otherStage;
  try {
    const { oldVersion, newVersion } = await desk.reload();
    if (newVersion === null) return modelStatus.none;
    return texts.reloaded(escapeHtml(newVersion), oldVersion === null ? null : escapeHtml(oldVersion));
  } catch (error) {
    if (isUnservable(error)) return texts.notLoadable;
    throw error;
  }
}

function isUnservable(error: unknown): boolean {
  return error instanceof OncekError && error.type === 'ModelArtifact';
}
