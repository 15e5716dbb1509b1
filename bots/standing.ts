import type { Telegram } from 'telegraf';
import type { ChatMember, UserFromGetMe } from 'telegraf/types';
import { callOptions } from '../activities/adapters/telegram-client';
import { troubleOf } from '../activities/adapters/telegram-errors';
import type { ChatMoves } from '../activities/chat-moves';
import type { Config } from '../config/types';
import type { BotName } from '../workflows/contracts/outbox';

/** A chat in which a bot is to do its work. */
export interface Place {
  readonly chatId: number;
  /** The setting that names it. */
  readonly setting: string;
  /** The bot must see everything that is written there. */
  readonly readsAll: boolean;
}

/** Something that keeps a bot from its work in a chat. */
export interface Finding {
  readonly kind: 'notMember' | 'privacy' | 'muted' | 'notStarted';
  readonly chatId: number;
  readonly setting: string;
}

const ASK_TIMEOUT_MS = 15_000;

/** What each finding asks of the operator. */
export const FINDING_ADVICE: Readonly<Record<Finding['kind'], string>> = {
  notMember: 'the bot is no member of the chat: add it, or correct the setting',
  privacy:
    'privacy mode hides what people write: switch it off with @BotFather (/setprivacy, Disable) and add the bot to the group again, or make it an administrator of the group',
  muted: 'the bot may not write into the chat: give it the right to send messages',
  notStarted: 'the person never started the bot: ask them to press Start in a private chat with it',
};

/** Where a bot has to stand: the group bot in the collecting groups, the admin bot wherever notices and cards go. */
export function placesOf(bot: BotName, config: Pick<Config, 'telegram' | 'ticket'>): Place[] {
  const { collecting, reportingChatId, noticeChatId } = config.telegram;
  const groups = collecting.map(({ chatId }) => chatId);
  const placed = (chatIds: readonly number[], setting: string, readsAll = false): Place[] =>
    chatIds.map((chatId) => ({ chatId, setting, readsAll }));
  if (bot === 'group') return placed(groups, 'TARGET_GROUP_COLLECTING', true);
  const all = [
    ...(reportingChatId === null ? [] : placed([reportingChatId], 'TARGET_GROUP_REPORTING')),
    ...(noticeChatId === null
      ? placed(groups, 'TARGET_GROUP_COLLECTING')
      : placed([noticeChatId], 'TELEGRAM_ADMIN_CHAT_ID')),
    ...placed(
      config.ticket.escalations.map(({ chatId }) => chatId),
      'SLA_ESCALATION',
    ),
  ];
  return all.filter(({ chatId }, index) => all.findIndex((other) => other.chatId === chatId) === index);
}

/**
 * Looks whether a bot can do its work where it has to.
 * @param input.me - as `getMe` answered: it says whether privacy mode is off
 * @throws telegraf's error where Telegram gave no answer: another try may
 */
export async function checkStanding(input: {
  telegram: Telegram;
  me: UserFromGetMe;
  places: readonly Place[];
  moves: ChatMoves;
}): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const place of input.places) {
    const kind = await findingAt(input, place);
    if (kind) findings.push({ kind, chatId: place.chatId, setting: place.setting });
  }
  return findings;
}

async function findingAt(
  { telegram, me, moves }: { telegram: Telegram; me: UserFromGetMe; moves: ChatMoves },
  place: Place,
): Promise<Finding['kind'] | null> {
  const chatId = await moves.currentOf(place.chatId);
  try {
    if (chatId > 0) {
      await telegram.callApi('getChat', { chat_id: chatId }, callOptions(ASK_TIMEOUT_MS));
      return null;
    }
    const asked = { chat_id: chatId, user_id: me.id };
    const member = await telegram.callApi('getChatMember', asked, callOptions(ASK_TIMEOUT_MS));
    return findingOf(member, place.readsAll && !me.can_read_all_group_messages);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.kind !== 'refused') throw error;
    if (trouble.migrateToChatId !== null) {
      await moves.note({ from: chatId, to: trouble.migrateToChatId });
      return findingAt({ telegram, me, moves }, { ...place, chatId: trouble.migrateToChatId });
    }
    return chatId > 0 ? 'notStarted' : 'notMember';
  }
}

/** @param isBlind - the bot sees only commands and replies to itself, unless it is an administrator */
function findingOf(member: ChatMember, isBlind: boolean): Finding['kind'] | null {
  switch (member.status) {
    case 'left':
    case 'kicked':
      return 'notMember';
    case 'restricted':
      if (!member.is_member) return 'notMember';
      if (!member.can_send_messages) return 'muted';
      return isBlind ? 'privacy' : null;
    case 'administrator':
      // Only channels have this right; there it is the one that lets a bot write.
      return member.can_post_messages === false ? 'muted' : null;
    case 'member':
      return isBlind ? 'privacy' : null;
    case 'creator':
      return null;
  }
}
