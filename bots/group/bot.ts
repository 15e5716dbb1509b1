import { Telegraf } from 'telegraf';
import { classifyIncoming } from '../../domain/incoming';
import { readMessage } from '../incoming';
import type { GroupBotDeps, GroupContext } from './context';
import { cancel } from './features/cancel';
import { edits } from './features/edits';
import { health } from './features/health';
import { opsReplies } from './features/ops-replies';
import { problems } from './features/problems';
import { unhandled } from './features/unhandled';

/**
 * The bot that reads the groups. `handleUpdate` resolves once Temporal has what the update says, and throws otherwise:
 * whoever feeds it keeps the update.
 */
export function createGroupBot(deps: GroupBotDeps): Telegraf<GroupContext> {
  const bot = new Telegraf<GroupContext>(deps.token, {
    // A time-out would report an update as failed while it still may succeed.
    handlerTimeout: Infinity,
    telegram: { apiRoot: deps.apiRoot, webhookReply: false },
  });
  bot.botInfo = deps.me;
  bot.catch((error) => {
    throw error;
  });
  bot.use(readIncoming(deps));
  bot.use(health(deps), cancel(deps), opsReplies(deps), edits(deps), problems(deps), unhandled(deps));
  return bot;
}

function readIncoming({ config, log }: GroupBotDeps) {
  const { collecting, opsUserIds } = config.telegram;
  const targetChatIds = collecting.map(({ chatId }) => chatId);
  return async (ctx: GroupContext, next: () => Promise<void>): Promise<void> => {
    const raw = ctx.message ?? ctx.editedMessage;
    const { update_id: updateId } = ctx.update;
    if (!raw) return log.debug({ updateId, type: ctx.updateType }, 'update of no interest');
    const message = readMessage(raw);
    const edited = ctx.editedMessage !== undefined;
    ctx.incoming = {
      updateId: `tg-group:${updateId}`,
      message,
      edited,
      what: classifyIncoming({ message, edited, opsUserIds, targetChatIds, grammar: config.ticket.grammar }),
      isOps: opsUserIds.length === 0 || (message.from !== null && opsUserIds.includes(message.from.id)),
    };
    await next();
  };
}
