import { call } from '../shared/api.js';
import { t } from '../shared/language.js';

/** @typedef {import('../../../telegram/wire').WireMessage & { reactions?: { userId: number, emoji: string }[], forcedReply?: string }} Message */
/** @typedef {{ id: number, first_name: string, username?: string, is_bot: boolean }} User */
/** @typedef {User & { name: 'group' | 'admin' }} Bot */
/** @typedef {'admin' | 'ops' | 'technician'} Role */
/**
 * @typedef {object} Chat
 * @property {string} key - tells private chats with different bots apart
 * @property {number} id
 * @property {'private' | 'group' | 'supergroup'} type
 * @property {string} title
 * @property {Bot['name']} [bot] - of a private chat
 * @property {Bot['name'][]} bots
 * @property {number[]} userIds
 * @property {number} [migratedTo]
 * @property {'started' | 'blocked'} [state] - of a private chat; absent: never started
 * @property {Message} [lastMessage]
 */

/** What is known and chosen. Only `main.js` and the functions here change it. */
export const state = {
  me: Number(sessionStorage.getItem('me')) || 0,
  chatKey: sessionStorage.getItem('chat') ?? '',
  /** @type {User[]} */
  users: [],
  /** @type {Bot[]} */
  bots: [],
  /** @type {Chat[]} */
  chats: [],
  /** @type {Message[]} */
  messages: [],
  /** How many of the newest messages are read. */
  limit: 200,
  /** @type {import('../shared/frame.js').Settings} */
  settings: { timeZone: 'UTC', consoleUrl: null, adminIds: [], opsIds: [] },
  /** The newest message seen in each chat, by who looked and chat. @type {Record<string, number>} */
  seen: JSON.parse(sessionStorage.getItem('seen') ?? '{}'),
};

/** Reads who and what there is; settles who is meant and which chat. */
export async function readWorld() {
  const [users, bots, chats] = await Promise.all([
    /** @type {Promise<User[]>} */ (call('GET', '/telegram/people/users')),
    /** @type {Promise<Bot[]>} */ (call('GET', '/telegram/people/bots')),
    /** @type {Promise<(Omit<Chat, 'key'> & { title?: string })[]>} */ (call('GET', '/telegram/people/chats')),
  ]);
  state.users = withUnknown(users);
  state.bots = bots;
  state.chats = chats.map((chat) => ({
    ...chat,
    title: chat.title ?? '',
    key: chat.type === 'private' ? `${chat.id}:${chat.bot}` : String(chat.id),
  }));
  if (!state.users.some(({ id }) => id === state.me)) {
    state.me = (state.users.find(({ id }) => roleOf(id) === 'technician') ?? state.users[0])?.id ?? 0;
  }
  if (!currentChat()) state.chatKey = chatsOf(state.me)[0]?.key ?? '';
}

/** Reads the messages of the chosen chat. @returns {Promise<boolean>} false where another chat was chosen meanwhile */
export async function readMessages() {
  const chat = currentChat();
  if (!chat) return false;
  const query = new URLSearchParams({ limit: String(state.limit), ...(chat.bot && { bot: chat.bot }) });
  const messages = /** @type {Message[]} */ (await call('GET', `/telegram/people/chats/${chat.id}/messages?${query}`));
  if (state.chatKey !== chat.key) return false;
  state.messages = messages;
  return true;
}

/**
 * The chats shown to a person: all groups, and a private chat with each bot, opened or not.
 * @param {number} userId
 * @returns {Chat[]}
 */
export function chatsOf(userId) {
  const groups = state.chats.filter(({ type, migratedTo }) => type !== 'private' && migratedTo === undefined);
  const own = [...state.bots].reverse().map((bot) => {
    const key = `${userId}:${bot.name}`;
    const known = state.chats.find((chat) => chat.key === key);
    /** @type {Chat} */
    const unopened = {
      key,
      id: userId,
      type: 'private',
      title: '',
      bot: bot.name,
      bots: [bot.name],
      userIds: [userId],
    };
    return { ...(known ?? unopened), title: bot.first_name };
  });
  return [...groups, ...own];
}

export function currentChat() {
  return chatsOf(state.me).find(({ key }) => key === state.chatKey);
}

/** @param {Chat} chat */
export function isMember(chat) {
  return chat.userIds.includes(state.me);
}

/** Where people's calls go. @param {Chat} chat */
export function placeOf(chat) {
  return { chatId: chat.id, ...(chat.bot && { bot: chat.bot }) };
}

/** The chosen person as people's calls want it. */
export function writer() {
  const user = state.users.find(({ id }) => id === state.me);
  return { id: state.me, first_name: user?.first_name ?? String(state.me), username: user?.username };
}

/**
 * @param {number} userId
 * @returns {Role}
 */
export function roleOf(userId) {
  if (state.settings.adminIds.includes(userId)) return 'admin';
  return state.settings.opsIds.includes(userId) ? 'ops' : 'technician';
}

/** @param {number} userId */
export function nameOf(userId) {
  return (
    state.users.find(({ id }) => id === userId)?.first_name ??
    state.bots.find(({ id }) => id === userId)?.first_name ??
    String(userId)
  );
}

/** Keeps the choice over a reload, and what was seen. */
export function keepChoice() {
  sessionStorage.setItem('me', String(state.me));
  sessionStorage.setItem('chat', state.chatKey);
  sessionStorage.setItem('seen', JSON.stringify(state.seen));
}

/** The messages of the chosen chat are seen now by the chosen person. */
export function markSeen() {
  const last = state.messages.at(-1)?.message_id;
  if (last === undefined) return;
  state.seen[seenKey(state.chatKey)] = last;
  keepChoice();
}

/** How many messages are new to the chosen person. @param {Chat} chat */
export function unseenCount({ key, lastMessage }) {
  return key === state.chatKey || !lastMessage
    ? 0
    : Math.max(0, lastMessage.message_id - (state.seen[seenKey(key)] ?? 0));
}

/** @param {string} chatKey */
const seenKey = (chatKey) => `${state.me}/${chatKey}`;

/**
 * Admins and ops of the settings of whom the sandbox has not heard can be chosen too.
 * @param {User[]} users
 * @returns {User[]}
 */
function withUnknown(users) {
  const { adminIds, opsIds } = state.settings;
  const missing = [...new Set([...adminIds, ...opsIds])].filter(
    (id) => id > 0 && !users.some((user) => user.id === id),
  );
  return [...users, ...missing.map((id) => ({ id, first_name: `${t(roleOf(id))} ${id}`, is_bot: false }))];
}
