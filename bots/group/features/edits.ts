import { Composer } from 'telegraf';
import { staffMessageOf, problemOf, type BotMessage } from '../../incoming';
import type { GroupBotDeps, GroupContext, Incoming } from '../context';
import { newTicketOf, openableTicket, refOf, repliedTicket } from '../tickets';

/**
 * People may edit for two days, but a reaction to a message of any age arrives as an edit as well, and the ticket of an
 * old message may have left Temporal: an edit opens a ticket only for a message younger than this, in seconds.
 */
const OPENS_UNTIL_SEC = 7 * 86_400;

/**
 * Edited messages. Whether anything changed is for the ticket to compare: a reaction arrives as an edit without a
 * change.
 */
export function edits(deps: GroupBotDeps): Composer<GroupContext> {
  const { desk, log, me, now = () => new Date() } = deps;
  const mayOpen = (message: BotMessage): boolean =>
    message.editDate !== null && now().getTime() / 1_000 - message.date < OPENS_UNTIL_SEC;

  async function takeReply({ what, message, label, updateId }: Incoming, replyTo: BotMessage): Promise<void> {
    const ref = await repliedTicket(replyTo, deps);
    const { chatId, messageId } = ref;
    const signal = { updateId, message: staffMessageOf(message, chatId) };
    const isAnswer = what.kind === 'ops-reply' && what.reply.kind !== 'chat';
    const ticket = isAnswer && mayOpen(message) ? openableTicket(replyTo, label, me.id) : null;
    const delivery = ticket ? await desk.answer(ticket, signal) : await desk.edit(ref, signal);
    log.info({ updateId, chatId, messageId, isAnswer, delivery }, 'edited reply of ops handed over');
  }

  async function takeProblem({ what, message, label, updateId }: Incoming): Promise<void> {
    const { chatId, messageId } = message;
    if (await desk.editProblem(refOf(message), { updateId, problem: problemOf(message) })) {
      return log.info({ updateId, chatId, messageId }, 'edited problem handed over');
    }
    if (what.kind !== 'problem' || !mayOpen(message)) return;
    const { delivery } = await desk.open(newTicketOf(message, label));
    log.info({ updateId, chatId, messageId, delivery }, 'edited message is a problem');
  }

  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { edited, what, message, isOps } = ctx.incoming;
    if (!edited || !isEditable(what)) return next();
    const isOpsReply = what.kind === 'ops-reply' || (what.kind === 'command' && what.replyTo !== null && isOps);
    if (isOpsReply && message.replyTo) return takeReply(ctx.incoming, message.replyTo);
    return takeProblem(ctx.incoming);
  });
  return composer;
}

/** Messages of people in a collecting group; even a pleasantry may have been a problem before its edit. */
function isEditable(what: Incoming['what']): boolean {
  if (what.kind === 'ordinary') return what.reason !== 'bot';
  return what.kind === 'problem' || what.kind === 'ops-reply' || what.kind === 'command';
}
