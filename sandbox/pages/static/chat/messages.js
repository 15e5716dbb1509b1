import { byId, make, reconcile } from '../common/dom.js';
import { t } from '../shared/language.js';
import { clockOf } from '../common/time.js';
import { drawBubble } from './bubble.js';
import { currentChat, markSeen, state } from './state.js';

/** @typedef {import('./state.js').Message} Message */
/** @typedef {import('./bubble.js').Actions} Actions */
/** @typedef {import('../shared/language.js').TextKey} TextKey */

/** Messages of one writer closer than this stand together, s. */
const TOGETHER_S = 300;
/** Nearer to the end than this, new messages are followed, px. */
const AT_END_PX = 90;

/** @type {Record<string, TextKey>} */
const SERVICE = {
  new_chat_members: 'joined',
  left_chat_member: 'leftGroup',
  new_chat_title: 'retitled',
  pinned_message: 'pinned',
  migrate_to_chat_id: 'migrated',
  migrate_from_chat_id: 'migrated',
};

/**
 * The messages of the chosen chat on the page.
 * @param {Actions} actions
 */
export function messageList(actions) {
  const list = byId('messages');
  const log = byId('log');
  const toEnd = byId('to-end');
  /** @type {Map<string, { signature: string, node: HTMLElement }>} */
  const drawn = new Map();
  let newest = 0;

  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < AT_END_PX;
  const scrollToEnd = () => {
    log.scrollTop = log.scrollHeight;
    toEnd.hidden = true;
    markSeen();
  };

  log.addEventListener('scroll', () => {
    if (isAtEnd()) toEnd.hidden = true;
  });
  toEnd.addEventListener('click', scrollToEnd);
  list.addEventListener('keydown', (event) => onKey(event, actions));
  list.addEventListener('click', ({ target }) => {
    const item = target instanceof Element && !target.closest('a, button') ? target.closest('li.message') : null;
    if (item instanceof HTMLElement && String(getSelection()) === '') enter(item);
  });
  list.addEventListener('focusin', ({ target }) => {
    const item = target instanceof Element ? target.closest('li.message') : null;
    if (item instanceof HTMLElement) makeEntry(item);
  });
  // A picture that comes late must not push the end out of sight.
  list.addEventListener('load', () => isAtEnd() && scrollToEnd(), true);

  return {
    scrollToEnd,

    /** For another chat, or another person: everything is drawn anew, and not read out. */
    clear() {
      drawn.clear();
      list.replaceChildren();
      newest = 0;
    },

    draw() {
      const wasAtEnd = isAtEnd() || newest === 0;
      log.setAttribute('aria-busy', String(newest === 0));
      const isFirst = newest === 0;
      reconcile(list, itemsOf(state.messages, actions, clockOf(state.settings.timeZone)), drawn);
      byId('earlier').hidden = state.messages.length < state.limit;
      const last = state.messages.at(-1);
      const isNew = last !== undefined && last.message_id > newest;
      newest = last?.message_id ?? 0;
      if (wasAtEnd || (isNew && last.from.id === state.me)) scrollToEnd();
      else if (isNew) {
        toEnd.hidden = false;
        toEnd.textContent = t('newBelow');
      }
      if (!list.querySelector('li.message[tabindex="0"]')) {
        const end = [...list.querySelectorAll('li.message')].at(-1);
        if (end instanceof HTMLElement) makeEntry(end);
      }
      if (isFirst) requestAnimationFrame(() => log.removeAttribute('aria-busy'));
      else log.removeAttribute('aria-busy');
    },

    /** Brings a message into sight and marks it for a moment. @param {number} messageId @returns {boolean} */
    show(messageId) {
      const group = groupsOf(state.messages).find(({ messages }) =>
        messages.some(({ message_id: id }) => id === messageId),
      );
      const item = drawn.get(String(group?.messages[0]?.message_id))?.node;
      if (!item) return false;
      item.scrollIntoView({ block: 'center' });
      enter(item);
      item.classList.add('shown');
      setTimeout(() => item.classList.remove('shown'), 1_600);
      return true;
    },

    focusLast() {
      const entry = list.querySelector('li.message[tabindex="0"]');
      if (entry instanceof HTMLElement) entry.focus();
    },
  };
}

/**
 * @param {readonly Message[]} messages
 * @param {Actions} actions
 * @param {ReturnType<typeof clockOf>} clock
 */
function itemsOf(messages, actions, clock) {
  /** @type {{ key: string, signature: string, draw: () => HTMLElement }[]} */
  const items = [];
  let day = '';
  for (const group of groupsOf(messages)) {
    const [message] = group.messages;
    if (!message) continue;
    const dayKey = clock.dayKey(message.date * 1000);
    if (dayKey !== day) {
      const text = clock.day(message.date * 1000);
      items.push({
        key: `day ${dayKey}`,
        signature: text,
        draw: () => make('li', { class: 'day' }, make('span', {}, text)),
      });
      day = dayKey;
      group.isFollowing = false;
    }
    items.push({
      key: String(message.message_id),
      signature: JSON.stringify([group, state.me]),
      draw: () => drawService(message) ?? drawBubble(group, actions, clock),
    });
  }
  if (items.length === 0) {
    items.push({
      key: 'empty',
      signature: '',
      draw: () =>
        make(
          'li',
          { class: 'empty' },
          make('p', {}, t('noMessages')),
          make('p', {}, t(currentChat()?.type === 'private' ? 'noMessagesPrivate' : 'noMessagesHelp')),
        ),
    });
  }
  return items;
}

/**
 * Albums stand together, and so do messages that one person wrote in one go.
 * @param {readonly Message[]} messages
 */
function groupsOf(messages) {
  /** @type {(import('./bubble.js').Group & { messages: Message[], isFollowing: boolean, isLast: boolean })[]} */
  const groups = [];
  for (const message of messages) {
    const before = groups.at(-1);
    const first = before?.messages[0];
    const album = message['media_group_id'];
    if (before && first && album !== undefined && first['media_group_id'] === album) {
      before.messages.push(message);
      continue;
    }
    const isFollowing =
      first !== undefined &&
      !serviceKey(first) &&
      first.from.id === message.from.id &&
      message.date - first.date < TOGETHER_S;
    if (before && isFollowing) before.isLast = false;
    groups.push({ messages: [message], isFollowing, isLast: true });
  }
  return groups;
}

/** @param {Message} message */
const serviceKey = (message) => Object.keys(SERVICE).find((field) => field in message);

/** @param {Message} message */
function drawService(message) {
  const field = serviceKey(message);
  const word = field && SERVICE[field];
  return word ? make('li', { class: 'day' }, make('span', {}, t(word, { name: message.from.first_name }))) : null;
}

/**
 * One message at a time is reached by Tab, with its tools.
 * @param {HTMLElement} item
 */
function makeEntry(item) {
  for (const former of item.parentElement?.querySelectorAll('li.message[tabindex="0"], .tools button[tabindex="0"]') ??
    []) {
    former.setAttribute('tabindex', '-1');
  }
  item.tabIndex = 0;
  for (const tool of item.querySelectorAll('.tools button')) tool.setAttribute('tabindex', '0');
}

/** @param {HTMLElement} item */
function enter(item) {
  makeEntry(item);
  item.focus({ preventScroll: true });
}

/**
 * Keys on a message: arrows move, letters act.
 * @param {KeyboardEvent} event
 * @param {Actions} actions
 */
function onKey(event, actions) {
  const item = event.target;
  if (!(item instanceof HTMLElement) || !item.matches('li.message') || event.ctrlKey || event.metaKey || event.altKey)
    return;
  const all = /** @type {HTMLElement[]} */ ([...(item.parentElement?.querySelectorAll('li.message') ?? [])]);
  const at = all.indexOf(item);
  const group = groupsOf(state.messages).find(
    ({ messages }) => String(messages[0]?.message_id) === item.dataset.messageId,
  );
  const message = group?.messages[0];
  if (!group || !message) return;
  const moves = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 };
  const goal = moves[/** @type {keyof typeof moves} */ (event.key)];
  if (goal !== undefined) {
    const next = all[Math.max(0, Math.min(goal, all.length - 1))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Enter' || event.key === 'r') actions.reply(message);
  else if (event.key === 'l') actions.react(message);
  else if (event.key === 'f') actions.forward(group.messages);
  else if (event.key === 'e' && message.from.id === state.me)
    actions.edit(group.messages.find(({ text, caption }) => text ?? caption) ?? message);
  else return;
  event.preventDefault();
}
