import { badRequest } from '../errors';
import { botUser, hasPrivacy } from '../world';
import type { Call } from './context';

/** Telegram's words for a press it does not know, or no longer. */
const PRESS_UNKNOWN = 'query is too old and response timeout expired or query ID is invalid';
const ANSWER_LIMIT = 200;

/** `getMe`; without privacy mode the bot reads everything written in its groups. */
export function getMe({ world, bot }: Call): unknown {
  return {
    ...botUser(world, bot),
    can_join_groups: true,
    can_read_all_group_messages: !hasPrivacy(world, bot),
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

/** `answerCallbackQuery` for a press of one of the bot's own buttons; a second answer replaces the first. */
export function answerCallbackQuery({ world, bot, params }: Call): true {
  const press = world.store.presses.get(params.string('callback_query_id') ?? '');
  if (!press || press.bot !== bot) throw badRequest(PRESS_UNKNOWN);
  const text = params.string('text');
  if (text !== undefined && text.length > ANSWER_LIMIT) throw badRequest('MESSAGE_TOO_LONG');
  const answer = { ...(text && { text }), ...(params.boolean('show_alert') && { show_alert: true }) };
  world.store.presses.put(press.id, { ...press, answer });
  world.core.publish({ kind: 'pressAnswered', callbackQueryId: press.id, fromId: press.fromId, ...answer });
  return true;
}
