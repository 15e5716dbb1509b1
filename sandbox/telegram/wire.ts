/** The part of the Bot API's objects that the sandbox reads again; further fields travel along untouched. */
export interface WireUser {
  id: number;
  is_bot: boolean;
  first_name: string;
  username?: string;
}

export interface WireChat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  first_name?: string;
  username?: string;
}

export interface WireEntity {
  type: string;
  /** In UTF-16 code units, as `length`. */
  offset: number;
  length: number;
  url?: string;
  language?: string;
  user?: WireUser;
}

export interface WireButton {
  text: string;
  callback_data?: string;
  url?: string;
}

export interface WireInlineKeyboard {
  inline_keyboard: WireButton[][];
}

export interface WireMessage {
  message_id: number;
  from: WireUser;
  chat: WireChat;
  /** Unix seconds, as `edit_date`. */
  date: number;
  edit_date?: number;
  text?: string;
  entities?: WireEntity[];
  caption?: string;
  caption_entities?: WireEntity[];
  reply_markup?: WireInlineKeyboard;
  reply_to_message?: WireMessage;
  [field: string]: unknown;
}

export type UpdateKind =
  'message' | 'edited_message' | 'callback_query' | 'my_chat_member' | 'message_reaction' | 'chat_member';

/** One update as `getUpdates` and webhooks carry it. */
export type WireUpdate = { update_id: number } & Partial<Record<UpdateKind, unknown>>;
