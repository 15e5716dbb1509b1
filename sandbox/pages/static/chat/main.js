import { attempt, call, listen } from '../shared/api.js';
import { byId, byIdAs, isTyping, make } from '../common/dom.js';
import { countFaults, openFrame } from '../shared/frame.js';
import { icon } from '../common/icons.js';
import { t } from '../shared/language.js';
import { toast } from '../common/toast.js';
import { composer } from './composer.js';
import { askForward } from './forward.js';
import { drawChats, drawHead, drawPeople } from './list.js';
import { messageList } from './messages.js';
import { newPersonDialog } from './people.js';
import {
  chatsOf,
  currentChat,
  isMember,
  keepChoice,
  markSeen,
  placeOf,
  readMessages,
  readWorld,
  state,
  writer,
} from './state.js';

/** @typedef {import('./state.js').Message} Message */

/** A bot that has not answered a press by then is said to be silent, ms. */
const PRESS_PATIENCE_MS = 15_000;
const MESSAGES_MORE = 200;
const MESSAGE_LINK = /^https:\/\/t\.me\/c\/(\d+)\/(\d+)$/;
const SHEET_LINK = /^https:\/\/docs\.google\.com\/spreadsheets\/d\/([^/]+)/;

/** Buttons pressed and not answered yet, by the press. @type {Map<string, HTMLButtonElement>} */
const pressed = new Map();

/** The question of a bot whose answer was begun last; whoever drops that answer is not asked again. */
let answered = 0;

state.settings = await openFrame('chat');
byId('back').append(icon('back'));
byId('keys').replaceChildren(...keyRows());

const write = composer({
  onSent: () => list.scrollToEnd(),
  focusMessages: () => list.focusLast(),
  become: (userId) => void become(userId),
  reload: () => loadWorld(),
});
const list = messageList({
  reply: (message) => isWritable() && write.setContext({ replyTo: message }),
  edit: (message) => isWritable() && write.setContext({ editing: message }),
  react: (message) => void attempt(() => react(message)),
  forward: (messages) => askForward(messages, (key) => void choose(key)),
  press: (message, button, place) => void attempt(() => press(message, button, place)),
  jump: (messageId) => void (list.show(messageId) || toast(t('messageGone'))),
  open: follow,
  take: (command) => write.fill(command),
});

async function loadWorld() {
  await readWorld();
  drawPeople();
  drawChats((key) => void choose(key));
  drawHead();
  write.draw();
  await loadMessages();
}

async function loadMessages() {
  if (!(await readMessages())) return;
  markSeen();
  list.draw();
  const last = state.messages.at(-1);
  if (last?.forcedReply === undefined || last.message_id === answered) return;
  answered = last.message_id;
  write.answer(last);
}

/**
 * Opens a chat.
 * @param {string} key
 * @param {{ isFocusing?: boolean }} [how]
 */
async function choose(key, { isFocusing = true } = {}) {
  state.chatKey = key;
  state.messages = [];
  state.limit = MESSAGES_MORE;
  answered = 0;
  keepChoice();
  list.clear();
  write.reset();
  byId('app').dataset['view'] = 'chat';
  await attempt(loadWorld);
  if (isFocusing) write.focus();
}

/** @param {number} userId */
async function become(userId) {
  const bot = currentChat()?.bot;
  state.me = userId;
  await choose(bot === undefined ? state.chatKey : `${userId}:${bot}`, { isFocusing: false });
}

/** @param {Message} message */
async function react(message) {
  const chat = currentChat();
  if (!chat || !isMember(chat)) return;
  const isRemoved = message.reactions?.some(({ userId }) => userId === state.me) ?? false;
  await call('POST', '/telegram/people/reactions', {
    ...placeOf(chat),
    messageId: message.message_id,
    from: writer(),
    isRemoved,
  });
}

/**
 * @param {Message} message
 * @param {import('./bubble.js').Button} button
 * @param {HTMLButtonElement} place
 */
async function press(message, button, place) {
  const chat = currentChat();
  if (!chat) return;
  const { callbackQueryId } = /** @type {{ callbackQueryId: string }} */ (
    await call('POST', '/telegram/people/presses', {
      ...placeOf(chat),
      messageId: message.message_id,
      from: writer(),
      data: button.callback_data,
    })
  );
  place.setAttribute('aria-busy', 'true');
  pressed.set(callbackQueryId, place);
  setTimeout(() => {
    if (!pressed.delete(callbackQueryId)) return;
    place.removeAttribute('aria-busy');
    toast(t('noAnswerToPress'), 'problem');
  }, PRESS_PATIENCE_MS);
}

/** @param {Record<string, unknown>} answer */
function onPressAnswered({ callbackQueryId, fromId, text, show_alert: isAlert }) {
  pressed.get(String(callbackQueryId))?.removeAttribute('aria-busy');
  pressed.delete(String(callbackQueryId));
  if (fromId !== state.me || typeof text !== 'string') return;
  if (!isAlert) return toast(text);
  byId('alert-text').textContent = text;
  byIdAs('alert', HTMLDialogElement).showModal();
}

/**
 * Follows links to messages of the groups, and to the spreadsheet, within the sandbox.
 * @param {string} address
 */
function follow(address) {
  const [, sheet] = SHEET_LINK.exec(address) ?? [];
  if (sheet !== undefined) {
    location.assign(`/sheets?${new URLSearchParams({ spreadsheetId: decodeURIComponent(sheet) })}`);
    return true;
  }
  const [, chatId, messageId] = MESSAGE_LINK.exec(address) ?? [];
  const goal = chatsOf(state.me).find(({ id }) => chatId !== undefined && id === Number(`-100${chatId}`));
  if (!goal) return false;
  void choose(goal.key, { isFocusing: false }).then(() => list.show(Number(messageId)) || toast(t('messageGone')));
  return true;
}

function isWritable() {
  const chat = currentChat();
  const isOpen = chat !== undefined && isMember(chat) && (chat.type !== 'private' || chat.state === 'started');
  if (!isOpen && chat) toast(t('cannotWrite', { name: writer().first_name }));
  return isOpen;
}

function keyRows() {
  /** @type {[keys: string, text: import('../shared/language.js').TextKey][]} */
  const rows = [
    ['Enter', 'keySend'],
    ['Shift+Enter', 'keyNewLine'],
    ['/', 'keyCommand'],
    ['↑', 'keyEditLast'],
    ['Esc', 'keyEscape'],
    ['↑ ↓ Home End', 'keyMove'],
    ['R · Enter', 'keyReply'],
    ['L · F · E', 'keyAct'],
    ['Alt+↑ Alt+↓', 'keyChats'],
    ['?', 'keyHelp'],
  ];
  return rows.map(([keys, text]) =>
    make('tr', {}, make('th', { scope: 'row' }, make('kbd', {}, keys)), make('td', {}, t(text))),
  );
}

byIdAs('me', HTMLSelectElement).addEventListener(
  'change',
  ({ target }) => void become(Number(/** @type {HTMLSelectElement} */ (target).value)),
);
newPersonDialog((userId) => become(userId));
byId('back').addEventListener('click', () => {
  byId('app').dataset['view'] = 'list';
  document.querySelector('#chats [aria-current]')?.scrollIntoView({ block: 'nearest' });
  /** @type {HTMLElement | null} */ (document.querySelector('#chats [aria-current]'))?.focus();
});
byId('earlier').addEventListener('click', () => {
  state.limit += MESSAGES_MORE;
  void attempt(loadMessages);
});
document.addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]')) return;
  if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    const chats = chatsOf(state.me);
    const at = chats.findIndex(({ key }) => key === state.chatKey) + (event.key === 'ArrowUp' ? -1 : 1);
    const goal = chats[(at + chats.length) % chats.length];
    event.preventDefault();
    if (goal) void choose(goal.key);
  } else if (event.key === '/' && !isTyping(event) && !byId('composer').hidden) {
    event.preventDefault();
    write.fill('/');
    byId('text').dispatchEvent(new Event('input'));
  }
});

// Many changes at once are drawn once.
/** @type {ReturnType<typeof setTimeout> | undefined} */
let due;
function refresh() {
  due ??= setTimeout(() => {
    due = undefined;
    void attempt(loadWorld);
  }, 80);
}
listen({
  onOpen: refresh,
  onNews(event) {
    if (event['service'] === 'faults') void countFaults();
    if (event['service'] !== 'telegram') return;
    if (event['kind'] === 'pressAnswered') onPressAnswered(event);
    else refresh();
  },
});
