import { make } from '../common/dom.js';
import { icon } from '../common/icons.js';
import { t } from '../shared/language.js';
import { withEntities } from './entities.js';
import { fillFace } from './faces.js';
import { drawMedia, preview } from './media.js';
import { nameOf, state } from './state.js';

/** @typedef {import('./state.js').Message} Message */
/** @typedef {import('../../../telegram/wire').WireButton} Button */
/**
 * What a person does with a message.
 * @typedef {object} Actions
 * @property {(message: Message) => void} reply
 * @property {(message: Message) => void} edit
 * @property {(message: Message) => void} react
 * @property {(messages: readonly Message[]) => void} forward
 * @property {(message: Message, button: Button, pressed: HTMLButtonElement) => void} press
 * @property {(messageId: number) => void} jump
 * @property {(address: string) => boolean} open - false: the browser follows the link itself
 * @property {(command: string) => void} take
 */

/**
 * One message, or the photos of an album with what is written under any of them.
 * @typedef {{ messages: readonly Message[], isFollowing: boolean, isLast: boolean }} Group
 */

/**
 * @param {Group} group
 * @param {Actions} actions
 * @param {ReturnType<typeof import('../common/time.js').clockOf>} clock
 * @returns {HTMLLIElement}
 */
export function drawBubble({ messages, isFollowing, isLast }, actions, clock) {
  const message = /** @type {Message} */ (messages[0]);
  const isOwn = message.from.id === state.me;
  const kind = message.from.is_bot ? 'bot' : 'person';
  const face = fillFace(make('span', { 'aria-hidden': 'true' }), {
    id: message.from.id,
    name: message.from.first_name,
    kind,
  });
  const bubble = make(
    'div',
    { class: 'bubble' },
    make(
      'div',
      { class: isFollowing || isOwn ? 'visually-hidden' : `name hue${message.from.id % 7}` },
      make('bdi', {}, message.from.first_name),
      message.from.is_bot && make('small', {}, ' bot'),
    ),
    message.forward_origin !== undefined &&
      make('div', { class: 'forwarded' }, t('forwardedFrom', { name: originName(message) })),
    drawQuote(message, actions),
    drawFiles(messages),
    ...messages.map((one) => drawText(one, actions)),
    drawFoot(messages, clock),
  );
  const item = make(
    'li',
    {
      class: ['message', isOwn && 'own', isFollowing && 'following', isLast && 'last'].filter(Boolean).join(' '),
      'data-message-id': message.message_id,
      tabindex: -1,
      ondblclick: () => actions.reply(message),
    },
    !isOwn && face,
    make('div', { class: 'stack' }, bubble, drawKeyboard(message, actions), drawReactions(message)),
    drawTools(messages, isOwn, actions),
  );
  return item;
}

/**
 * @param {Message} message
 * @param {Actions} actions
 */
function drawQuote({ reply_to_message: target }, { jump }) {
  if (!target) return null;
  return make(
    'button',
    {
      type: 'button',
      class: `quote hue${target.from.id % 7}`,
      onclick: () => jump(target.message_id),
    },
    make('span', { class: 'visually-hidden' }, `${t('quoteOf')} `),
    make('b', {}, make('bdi', {}, target.from.first_name)),
    make('span', { class: 'line' }, ` ${preview(target)}`),
  );
}

/** @param {readonly Message[]} messages */
function drawFiles(messages) {
  const files = messages.flatMap((message) => drawMedia(message) ?? []);
  if (files.length <= 1) return files[0] ?? null;
  return make('div', { class: `album of${Math.min(files.length, 4)}` }, ...files);
}

/**
 * @param {Message} message
 * @param {Actions} actions
 */
function drawText(message, actions) {
  const text = message.text ?? message.caption;
  if (text === undefined) return null;
  return make(
    'div',
    { class: 'text', dir: 'auto' },
    ...withEntities(text, message.entities ?? message.caption_entities ?? [], actions),
  );
}

/**
 * @param {readonly Message[]} messages
 * @param {ReturnType<typeof import('../common/time.js').clockOf>} clock
 */
function drawFoot(messages, clock) {
  const { date, message_id: id } = /** @type {Message} */ (messages[0]);
  const editedAt = Math.max(...messages.map(({ edit_date: at }) => at ?? 0));
  const sentMs = date * 1000;
  return make(
    'div',
    { class: 'foot' },
    make('span', { title: t('messageNumber') }, `#${id}`),
    editedAt > 0 && make('span', { title: clock.whole(editedAt * 1000) }, t('edited')),
    make('time', { datetime: new Date(sentMs).toISOString(), title: clock.whole(sentMs) }, clock.time(sentMs)),
  );
}

/**
 * @param {Message} message
 * @param {Actions} actions
 */
function drawKeyboard(message, { press }) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows || rows.length === 0) return null;
  const draw = (/** @type {Button} */ button) => {
    const href = button.url !== undefined && /^https?:/i.test(button.url) ? button.url : undefined;
    if (href !== undefined) return make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, button.text);
    const pressed = make('button', { type: 'button', onclick: () => press(message, button, pressed) }, button.text);
    return pressed;
  };
  return make(
    'div',
    { class: 'keyboard', role: 'group', 'aria-label': t('buttonsOf', { id: message.message_id }) },
    ...rows.map((row) => make('div', {}, ...row.map(draw))),
  );
}

/** @param {Message} message */
function drawReactions({ reactions = [] }) {
  if (reactions.length === 0) return null;
  const emojis = [...new Set(reactions.map(({ emoji }) => emoji))];
  return make(
    'div',
    { class: 'reactions' },
    ...emojis.map((emoji) => {
      const names = reactions.filter((one) => one.emoji === emoji).map(({ userId }) => nameOf(userId));
      return make(
        'span',
        { role: 'img', 'aria-label': t('reactionOf', { emoji, names: names.join(', ') }) },
        `${emoji} ${names.length}`,
      );
    }),
  );
}

/**
 * @param {readonly Message[]} messages
 * @param {boolean} isOwn
 * @param {Actions} actions
 */
function drawTools(messages, isOwn, { reply, edit, react, forward }) {
  const message = /** @type {Message} */ (messages[0]);
  const written = messages.find((one) => (one.text ?? one.caption) !== undefined);
  const tool = (
    /** @type {import('../common/icons.js').IconName} */ name,
    /** @type {'reply' | 'edit' | 'react' | 'forward'} */ word,
    /** @type {() => void} */ run,
  ) =>
    make(
      'button',
      {
        type: 'button',
        tabindex: -1,
        title: t(word),
        'aria-label': t('toolFor', { tool: t(word), id: message.message_id }),
        onclick: run,
      },
      icon(name),
    );
  return make(
    'div',
    { class: 'tools', role: 'group', 'aria-label': t('toolsOf', { id: message.message_id }) },
    tool('reply', 'reply', () => reply(message)),
    tool('react', 'react', () => react(message)),
    tool('forward', 'forward', () => forward(messages)),
    isOwn && written && tool('edit', 'edit', () => edit(written)),
  );
}

/** @param {Message} message */
function originName({ forward_origin: origin }) {
  const { sender_user: user, sender_user_name: hidden } =
    /** @type {{ sender_user?: { first_name: string }, sender_user_name?: string }} */ (origin);
  return user?.first_name ?? hidden ?? t('somebody');
}
