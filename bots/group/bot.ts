import { Telegraf, type Telegram } from 'telegraf';
import { callOptions } from '../../activities/adapters/telegram-client';
import { troubleOf } from '../../activities/adapters/telegram-errors';
import { classifyIncoming } from '../../domain/incoming';
import { readMessage } from '../incoming';
import type { GroupBotDeps, GroupContext } from './context';
import { cancel } from './features/cancel';
import { migrations } from '../migrations';
import { edits } from './features/edits';
import { health } from './features/health';
import { otherCommands } from './features/other-commands';
import { opsReplies } from './features/ops-replies';
import { problems } from './features/problems';
import { status } from './features/status';
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
  bot.use(migrations(deps), readIncoming(deps, bot.telegram));
  bot.use(
    health(deps),
    status(deps),
    cancel(deps),
    otherCommands(deps),
    opsReplies(deps),
    edits(deps),
    problems(deps),
    unhandled(deps),
  );
  return bot;
}

function readIncoming({ config, moves, log, now = () => new Date() }: GroupBotDeps, telegram: Telegram) {
  const { collecting, opsUserIds } = config.telegram;
  const findGroup = createFindGroup({ collecting, moves, askMove: (chatId) => askMove(telegram, chatId), now });
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

const ASK_TIMEOUT_MS = 15_000;

/** Only a call that would write is told of a move. @throws the client's error where another try may succeed */
async function askMove(telegram: Telegram, chatId: number): Promise<number | null> {
  try {
    await telegram.callApi('sendChatAction', { chat_id: chatId, action: 'typing' }, callOptions(ASK_TIMEOUT_MS));
    return null;
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.kind === 'refused') return trouble.migrateToChatId;
    throw error;
  }
}
