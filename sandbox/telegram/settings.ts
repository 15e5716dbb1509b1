/** The two bots of the product: one reads the groups, one talks to admins and reports. */
export const BOT_NAMES = ['group', 'admin'] as const;
export type BotName = (typeof BOT_NAMES)[number];

/** What can be set for the stand-in of Telegram. */
export interface TelegramSettings {
  /** Tokens as BotFather gives them, `<bot id>:<secret>`. */
  tokens: Record<BotName, string>;
  /** Messages a bot may send to one group in any 60 s, at least 1. */
  groupPerMinute: number;
  /** Messages a bot may send to one private chat at once; they come back at one a second. At least 1. */
  privateBurst: number;
  /** Messages a bot may send to all chats in any second, at least 1. */
  botPerSecond: number;
}

export const DEFAULT_TELEGRAM_SETTINGS: TelegramSettings = {
  tokens: { group: '1000001:sandbox-group', admin: '1000002:sandbox-admin' },
  groupPerMinute: 20,
  privateBurst: 3,
  botPerSecond: 30,
};
