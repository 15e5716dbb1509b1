import type { BotName } from './settings';
import { Table, type TableChange } from './table';
import type { UpdateKind, WireMessage, WireUpdate, WireUser } from './wire';

/** A chat as the sandbox keeps it. A private chat belongs to one user and one bot; its id is the user's. */
export interface StoredChat {
  key: string;
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  /** Members of a group; of a private chat its user. */
  userIds: number[];
  adminIds: number[];
  bots: BotName[];
  /** What a bot of the chat is in it. @default member */
  botStatus?: Partial<Record<BotName, BotStatus>>;
  lastMessageId: number;
  migratedTo?: number;
  migratedFrom?: number;
  /** Private chats: whether the user pressed Start, and did not block the bot since. */
  state?: 'started' | 'blocked';
}

/** A restricted one may not send. */
export type BotStatus = 'member' | 'administrator' | 'restricted';

/** A message and what the wire form does not say by itself. */
export interface StoredMessage {
  chatKey: string;
  /** The bot that wrote it. */
  bot?: BotName;
  replyTo?: { chatKey: string; messageId: number };
  /** By the id of who reacted. Kept for the page only: bots hear of reactions by updates. */
  reactions?: Record<string, string>;
  /** Clients start a reply to it, with this in the empty field. Kept for the page only. */
  forcedReply?: string;
  /** Without `reply_to_message`, which is looked up when the message is shown. */
  message: WireMessage;
}

export interface StoredUpdate {
  /** Unix milliseconds. */
  at: number;
  update: WireUpdate;
}

export interface StoredBot {
  name: BotName;
  nextUpdateId: number;
  allowedUpdates?: UpdateKind[];
  webhook?: { url: string; secretToken?: string; lastErrorAt?: number; lastError?: string };
  /** Whether the bot sees in groups only what concerns it. @default the admin bot does, the group bot does not */
  hasPrivacy?: boolean;
  /** By scope and language. */
  commands: Record<string, StoredCommand[]>;
}

export interface StoredCommand {
  command: string;
  description: string;
}

export interface StoredFile {
  id: string;
  uniqueId: string;
  kind: string;
  sizeBytes: number;
  mimeType: string;
  path: string;
  /** The bytes of an uploaded file, base64; others are generated from the id. */
  content?: string;
}

export interface StoredPress {
  id: string;
  bot: BotName;
  fromId: number;
  data: string;
  answer?: { text?: string; show_alert?: boolean };
}

/** All state of the Telegram stand-in. Every change goes through a table, so the journal misses none. */
export class TelegramStore {
  /** Told of each change; set once the core is there. */
  onChange: (change: TableChange) => void = () => undefined;

  private readonly emit = (change: TableChange): void => this.onChange(change);
  readonly users = new Table<WireUser>('users', this.emit);
  readonly chats = new Table<StoredChat>('chats', this.emit);
  readonly messages = new Table<StoredMessage>('messages', this.emit);
  readonly bots = new Table<StoredBot>('bots', this.emit);
  readonly files = new Table<StoredFile>('files', this.emit);
  readonly presses = new Table<StoredPress>('presses', this.emit);
  /** Running numbers, by subject. */
  readonly counters = new Table<number>('counters', this.emit);
  /** Not confirmed yet, oldest first. */
  readonly updates: Record<BotName, Table<StoredUpdate>> = {
    group: new Table('updates.group', this.emit),
    admin: new Table('updates.admin', this.emit),
  };

  snapshot(): Record<string, unknown> {
    return Object.fromEntries(this.tables().map((table) => [table.name, table.snapshot()]));
  }

  restore(state: Record<string, [string, unknown][]>): void {
    for (const table of this.tables()) {
      for (const [key, record] of state[table.name] ?? []) table.load(key, record);
    }
  }

  replay([name, key, value]: TableChange): void {
    this.tables()
      .find((table) => table.name === name)
      ?.load(key, value);
  }

  /** The next running number of a subject, from 1. */
  count(subject: string): number {
    const next = (this.counters.get(subject) ?? 0) + 1;
    this.counters.put(subject, next);
    return next;
  }

  private tables(): Table<unknown>[] {
    const { users, chats, messages, bots, files, presses, counters, updates } = this;
    return [users, chats, messages, bots, files, presses, counters, updates.group, updates.admin] as Table<unknown>[];
  }
}

/** Key of a group's record. */
export function groupKey(chatId: number): string {
  return String(chatId);
}

/** Key of the private chat between a user and a bot. */
export function privateKey(userId: number, bot: BotName): string {
  return `${userId}:${bot}`;
}

/** Key of a message's record. */
export function messageKey(chatKey: string, messageId: number): string {
  return `${chatKey}/${messageId}`;
}
