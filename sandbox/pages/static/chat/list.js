import { byId, byIdAs, make, reconcile } from '../common/dom.js';
import { t } from '../shared/language.js';
import { clockOf } from '../common/time.js';
import { fillFace } from './faces.js';
import { preview } from './media.js';
import { chatsOf, currentChat, isMember, roleOf, state, unseenCount } from './state.js';

/** @typedef {import('./state.js').Chat} Chat */
/** @typedef {import('./state.js').Role} Role */

/** @type {readonly Role[]} */
const ROLES = ['technician', 'ops', 'admin'];

/** @type {Map<string, { signature: string, node: HTMLElement }>} */
const drawn = new Map();

/** Draws who one is: everybody by what the product takes them for. */
export function drawPeople() {
  const select = byIdAs('me', HTMLSelectElement);
  select.replaceChildren(
    ...ROLES.map((role) =>
      make(
        'optgroup',
        { label: t(role) },
        ...state.users
          .filter(({ id }) => roleOf(id) === role)
          .map(({ id, first_name: name }) =>
            make('option', { value: id, selected: id === state.me }, `${name} · ${id}`),
          ),
      ),
    ),
  );
  const me = state.users.find(({ id }) => id === state.me);
  fillFace(byId('me-face'), { id: state.me, name: me?.first_name ?? '?', kind: 'person' });
}

/**
 * Draws the chats of who one is.
 * @param {(key: string) => void} choose
 */
export function drawChats(choose) {
  const clock = clockOf(state.settings.timeZone);
  const items = chatsOf(state.me).map((chat) => {
    const unseen = unseenCount(chat);
    const isCurrent = chat.key === state.chatKey;
    return {
      key: chat.key,
      signature: JSON.stringify([chat.title, chat.lastMessage, unseen, isCurrent, isMember(chat)]),
      draw: () => drawChat(chat, { unseen, isCurrent, clock, choose }),
    };
  });
  reconcile(byId('chats'), items, drawn);
}

/**
 * @param {Chat} chat
 * @param {{ unseen: number, isCurrent: boolean, clock: ReturnType<typeof clockOf>, choose: (key: string) => void }} how
 */
function drawChat(chat, { unseen, isCurrent, clock, choose }) {
  const { lastMessage: last } = chat;
  const line = last ? `${last.from.first_name}: ${preview(last)}` : aboutChat(chat);
  return make(
    'li',
    {},
    make(
      'button',
      { type: 'button', 'data-chat': chat.key, 'aria-current': isCurrent && 'true', onclick: () => choose(chat.key) },
      faceOf(chat),
      make('span', { class: 'chat-name' }, chat.title),
      last && make('time', {}, clock.time(last.date * 1000)),
      make('span', { class: 'chat-line' }, line),
      unseen > 0 &&
        make('span', { class: 'badge' }, String(unseen), make('span', { class: 'visually-hidden' }, ` ${t('unseen')}`)),
    ),
  );
}

/** Draws the head of the chosen chat. */
export function drawHead() {
  const chat = currentChat();
  if (!chat) return;
  byId('title').textContent = chat.title;
  byId('about').textContent = aboutChat(chat);
  byId('chat-face').replaceWith(Object.assign(faceOf(chat), { id: 'chat-face' }));
}

/** @param {Chat} chat */
export function faceOf(chat) {
  return fillFace(make('span', { 'aria-hidden': 'true' }), {
    id: chat.bot ? (state.bots.find(({ name }) => name === chat.bot)?.id ?? 0) : chat.id,
    name: chat.title,
    kind: chat.type === 'private' ? 'bot' : 'group',
  });
}

/** @param {Chat} chat */
function aboutChat(chat) {
  if (chat.type === 'private')
    return `${t('privateChat')} · @${state.bots.find(({ name }) => name === chat.bot)?.username ?? ''}`;
  const members = t('members', { count: chat.userIds.length + chat.bots.length });
  return `${t(chat.type)} · ${members}${isMember(chat) ? '' : ` · ${t('notMember')}`}`;
}
