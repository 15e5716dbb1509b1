import { WorkflowUpdateFailedError } from '@temporalio/client';
import { Composer, type Context, type MiddlewareFn } from 'telegraf';
import type { User } from 'telegraf/types';
import { escapeHtml } from '../../../domain/html';
import { labelName } from '../../../domain/labels';
import type { Reviewer } from '../../../domain/ticket';
import { renderLabels } from '../../render/labels';
import { reply } from '../../reply';
import { botTextsIn } from '../../texts/texts-in';
import type { AdminBotDeps } from '../context';

const ADD = /^(?:add|tambah)\s+(\S[^]*)$/i;
const REMOVE = /^(?:hapus|remove)\s+(\S[^]*)$/i;

/** `/label`: the known labels; `/label add NAMA`, `/label hapus NAMA`: more or fewer of them beside the model's. */
export function labels({ labels: desk, config, log }: AdminBotDeps): MiddlewareFn<Context> {
  const texts = botTextsIn(config.language).label;

  async function add(name: string, by: Reviewer): Promise<string> {
    try {
      const { outcome, label } = await desk.add(name, by);
      return outcome === 'added' ? texts.wasAdded(escapeHtml(label)) : texts.wasKnown(escapeHtml(label));
    } catch (error) {
      // The name was checked: what is still refused is one label too many. An outage is thrown on, to be tried again.
      if (error instanceof WorkflowUpdateFailedError) return texts.refused;
      throw error;
    }
  }

  async function remove(name: string, by: Reviewer): Promise<string> {
    const { outcome, label } = await desk.remove(name, by);
    const text = { removed: texts.wasRemoved, unknown: texts.unknown, model: texts.isOfModel }[outcome];
    return text(escapeHtml(label));
  }

  async function answer(request: string, from: User): Promise<string> {
    if (request === '') return renderLabels(await desk.list(), config.language);
    const wanted = { add: ADD.exec(request)?.[1], remove: REMOVE.exec(request)?.[1] };
    const name = labelName(wanted.add ?? wanted.remove ?? '');
    if (name === null) return texts.usage;
    const by = reviewerOf(from);
    return wanted.add === undefined ? remove(name, by) : add(name, by);
  }

  return Composer.privateChat(
    Composer.command('label', async (ctx) => reply(ctx, await answer(ctx.payload.trim(), ctx.from), log)),
  );
}

function reviewerOf(from: User): Reviewer {
  const name = [from.first_name, from.last_name].filter(Boolean).join(' ');
  return { kind: 'bot', id: String(from.id), name };
}
