import { Telegraf } from 'telegraf';
import { classifyIncoming } from '../../domain/incoming';
import { readMessage } from '../incoming';
import type { GroupBotDeps, GroupContext } from './context';
import { cancel } from './features/cancel';
import { migrations } from '../migrations';
import { edits } from './features/edits';
import { health } from './features/health';
import { opsReplies } from './features/ops-replies';
import { problems } from './features/problems';
import { unhandled } from './features/unhandled';
import { createFindGroup } from './groups';

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
  bot.use(migrations(deps), readIncoming(deps));
  bot.use(health(deps), cancel(deps), opsReplies(deps), edits(deps), problems(deps), unhandled(deps));
  return bot;
}

function readIncoming({ config, moves, log }: GroupBotDeps) {
  const { collecting, opsUserIds } = config.telegram;
  const findGroup = createFindGroup(collecting, moves);
  return async (ctx: GroupContext, next: () => Promise<void>): Promise<void> => {
    const raw = ctx.message ?? ctx.editedMessage;
    const { update_id: updateId } = ctx.update;
    if (!raw) return log.debug({ updateId, type: ctx.updateType }, 'update of no interest');
    const message = readMessage(raw);
    const edited = ctx.editedMessage !== undefined;
    const group = await findGroup(message.chatId);
    const targetChatIds = group ? [message.chatId] : [];
    ctx.incoming = {
      updateId: `tg-group:${updateId}`,
      message,
      edited,
      label: group?.label ?? null,
      what: classifyIncoming({ message, edited, opsUserIds, targetChatIds, grammar: config.ticket.grammar }),
      isOps: opsUserIds.length === 0 || (message.from !== null && opsUserIds.includes(message.from.id)),
    };
    await next();
  };
}
