/**
 * Script of the chat page. Texts of people and bots reach the page only as text nodes, links only as http(s).
 * Messages are kept by id and redrawn only where they changed, so the focus stays where it is.
 */
export const CHAT_JS = String.raw`'use strict';
const $ = (id) => document.getElementById(id);
const state = { me: 0, chatKey: '', users: [], bots: [], chats: [], replyTo: null, editing: null, drawn: new Map() };
const LIMIT = 200;

async function call(method, path, body) {
  const options = body ? { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : { method };
  const response = await fetch('/telegram/people/' + path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || 'The sandbox answered ' + response.status);
  return answer;
}
const attempt = (action) => action().catch((error) => toast(error.message));

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'onclick') made.addEventListener('click', value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== ''));
  return made;
}

function toast(text) {
  $('toast').textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $('toast').textContent = ''; }, 6000);
}

// Chats a person sees: the groups, and a private chat with each bot, opened or not.
function visibleChats() {
  const groups = state.chats.filter((chat) => chat.type !== 'private' && chat.migratedTo === undefined)
    .map((chat) => ({ ...chat, key: String(chat.id), label: chat.title, note: chat.type + ' · ' + (chat.userIds.length + chat.bots.length) + ' members' }));
  const own = state.bots.map((bot) => {
    const known = state.chats.find((chat) => chat.type === 'private' && chat.id === state.me && chat.bot === bot.name);
    return { ...(known || { id: state.me, type: 'private', bot: bot.name }), key: state.me + ':' + bot.name, label: bot.first_name, note: 'private · @' + bot.username };
  });
  return [...groups, ...own];
}
const currentChat = () => visibleChats().find((chat) => chat.key === state.chatKey);
const place = (chat) => ({ chatId: chat.id, ...(chat.type === 'private' && { bot: chat.bot }) });

async function loadWorld() {
  [state.users, state.bots, state.chats] = await Promise.all([call('GET', 'users'), call('GET', 'bots'), call('GET', 'chats')]);
  if (!state.me) state.me = Number(sessionStorage.getItem('me')) || (state.users[0] && state.users[0].id);
  if (!state.chatKey) state.chatKey = sessionStorage.getItem('chat') || '';
  if (!currentChat()) state.chatKey = visibleChats()[0].key;
  drawFrame();
  await loadMessages();
}

function drawFrame() {
  $('me').replaceChildren(...state.users.map((user) => element('option', { value: user.id, selected: user.id === state.me ? '' : undefined }, user.first_name + ' (' + user.id + ')')));
  const chats = visibleChats();
  const focused = document.activeElement && document.activeElement.dataset.chat;
  $('chats').replaceChildren(...chats.map((chat) => element('button', {
    type: 'button', 'data-chat': chat.key, 'aria-current': chat.key === state.chatKey ? 'true' : undefined,
    onclick: () => choose(chat.key),
  }, chat.label, element('small', {}, chat.note))));
  if (focused) for (const button of $('chats').children) if (button.dataset.chat === focused) button.focus();
  const chat = currentChat();
  const mustStart = chat.type === 'private' && chat.state !== 'started';
  $('title').textContent = chat.label;
  $('composer').hidden = mustStart;
  $('start').hidden = !mustStart;
}

function choose(key) {
  state.chatKey = key;
  sessionStorage.setItem('chat', key);
  sessionStorage.setItem('me', String(state.me));
  state.drawn.clear();
  $('messages').replaceChildren();
  setContext(null, null);
  toast('');
  drawFrame();
  const chosen = $('chats').querySelector('[aria-current]');
  if (chosen) chosen.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  attempt(loadMessages);
}

async function loadMessages() {
  const chat = currentChat();
  const query = '?limit=' + LIMIT + (chat.type === 'private' ? '&bot=' + chat.bot : '');
  const messages = await call('GET', 'chats/' + chat.id + '/messages' + query);
  if (currentChat().key !== chat.key) return;
  drawMessages(messages);
}

function drawMessages(messages) {
  const list = $('messages');
  const log = $('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const before = state.drawn.size;
  const seen = new Set(messages.map((message) => message.message_id));
  for (const [id, drawn] of state.drawn) {
    if (!seen.has(id)) { drawn.node.remove(); state.drawn.delete(id); }
  }
  for (const empty of list.querySelectorAll('.empty')) empty.remove();
  if (messages.length === 0) list.append(element('li', { class: 'empty' }, 'No messages yet.'));
  for (const message of messages) {
    const signature = JSON.stringify([message, state.me]);
    const drawn = state.drawn.get(message.message_id);
    if (drawn && drawn.signature === signature) continue;
    const node = drawMessage(message);
    if (drawn) drawn.node.replaceWith(node); else list.append(node);
    state.drawn.set(message.message_id, { signature, node });
  }
  if (atEnd || before === 0) log.scrollTop = log.scrollHeight;
}

const SERVICE = { new_chat_members: 'joined the group', left_chat_member: 'left the group', new_chat_title: 'changed the title', pinned_message: 'pinned a message', migrate_to_chat_id: 'The group became a supergroup', migrate_from_chat_id: 'The group became a supergroup' };

function drawMessage(message) {
  const service = Object.keys(SERVICE).find((field) => field in message);
  if (service) return element('li', { class: 'service' }, message.from.first_name + ': ' + SERVICE[service]);
  const own = message.from.id === state.me;
  const bubble = element('div', { class: 'bubble', onclick: (event) => { if (!event.target.closest('button, a') && !String(getSelection())) setContext(message, null); } },
    element('div', { class: 'name c' + (message.from.id % 7) }, message.from.first_name, message.from.is_bot ? element('small', {}, ' bot') : ''),
    message.forward_origin && element('div', { class: 'forward' }, 'Forwarded from ' + originName(message.forward_origin)),
    message.reply_to_message && element('div', { class: 'quote' }, message.reply_to_message.from.first_name + ': ' + preview(message.reply_to_message)),
    drawMedia(message),
    element('div', { class: 'body' }, ...withEntities(message.text || message.caption || '', message.entities || message.caption_entities || [])),
    element('div', { class: 'meta' },
      element('button', { type: 'button', 'aria-label': 'Reply to message ' + message.message_id, onclick: () => setContext(message, null) }, 'Reply'),
      own && (message.text || message.caption) ? element('button', { type: 'button', 'aria-label': 'Edit message ' + message.message_id, onclick: () => setContext(null, message) }, 'Edit') : '',
      element('span', {}, '#' + message.message_id),
      message.edit_date ? element('span', {}, 'edited') : '',
      element('time', { datetime: new Date(message.date * 1000).toISOString(), title: new Date(message.date * 1000).toLocaleString() }, new Date(message.date * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))));
  return element('li', { class: own ? 'own' : undefined, 'data-message-id': message.message_id }, bubble, drawKeyboard(message));
}

const originName = (origin) => origin.sender_user ? origin.sender_user.first_name : origin.sender_user_name || 'someone';
const preview = (message) => (message.text || message.caption || mediaWord(message)).slice(0, 120);
const MEDIA = ['photo', 'animation', 'video', 'audio', 'voice', 'video_note', 'sticker', 'document', 'location', 'contact', 'poll', 'dice'];
const mediaWord = (message) => (MEDIA.find((kind) => kind in message) || 'message').replace('_', ' ');

function drawMedia(message) {
  const kind = MEDIA.find((name) => name in message);
  if (!kind) return '';
  const file = kind === 'photo' ? message.photo[message.photo.length - 1] : message[kind];
  const path = file.file_id && '/telegram/people/files/' + encodeURIComponent(file.file_id);
  // People's files are made of figures; only what a bot uploaded is a real picture.
  if (kind === 'photo' && message.from.is_bot) return element('img', { src: path, alt: message.caption ? 'Picture: ' + message.caption.slice(0, 80) : 'Picture' });
  const label = '📎 ' + (file.file_name || mediaWord(message)) + (file.file_size !== undefined ? ' · ' + Math.ceil(file.file_size / 1024) + ' KB' : '');
  return path ? element('a', { class: 'media', href: path, download: '' }, label) : element('span', { class: 'media' }, label);
}

const TAGS = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote', expandable_blockquote: 'blockquote' };

// Entities come sorted, the outer one first; the inner ones are drawn within it.
function withEntities(text, entities, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= to) continue;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    nodes.push(drawEntity(entity, text.slice(entity.offset, end), withEntities(text, entities.slice(index + 1), entity.offset, end)));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function drawEntity(entity, text, children) {
  if (TAGS[entity.type]) return element(TAGS[entity.type], {}, ...children);
  if (entity.type === 'spoiler') return element('span', { class: 'spoiler' }, ...children);
  const href = entity.type === 'text_link' ? entity.url : entity.type === 'url' ? text : undefined;
  if (href && /^https?:\/\//i.test(href)) return element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
  return element('span', {}, ...children);
}

function drawKeyboard(message) {
  const rows = message.reply_markup && message.reply_markup.inline_keyboard;
  if (!rows) return '';
  return element('div', { class: 'keyboard' }, ...rows.map((row) => element('div', {}, ...row.map((button) =>
    button.url ? element('a', { href: /^https?:/i.test(button.url) ? button.url : '#', target: '_blank', rel: 'noopener noreferrer' }, button.text)
      : element('button', { type: 'button', onclick: () => attempt(() => press(message, button)) }, button.text)))));
}

const press = (message, button) => call('POST', 'presses', { ...place(currentChat()), messageId: message.message_id, from: state.me, data: button.callback_data });

function setContext(replyTo, editing) {
  state.replyTo = replyTo;
  state.editing = editing;
  const message = replyTo || editing;
  $('context').hidden = !message;
  if (message) $('context-text').textContent = (editing ? 'Edit: ' : 'Reply to ' + message.from.first_name + ': ') + preview(message);
  if (editing) $('text').value = editing.text || editing.caption;
  $('attach').disabled = Boolean(editing);
  if (message) $('text').focus();
}

async function submit() {
  const text = $('text').value.trim();
  const kind = $('attach').value;
  const chat = currentChat();
  if (state.editing) {
    if (!text) return;
    await call('POST', 'edits', { ...place(chat), messageId: state.editing.message_id, text });
  } else {
    if (!text && !kind) return;
    const me = state.users.find((user) => user.id === state.me);
    const content = kind ? { media: { type: kind, sizeBytes: 120000 }, ...(text && { caption: text }) } : { text };
    await call('POST', 'messages', { ...place(chat), from: { id: me.id, first_name: me.first_name, username: me.username }, ...content, ...(state.replyTo && { replyTo: state.replyTo.message_id }) });
  }
  $('text').value = '';
  $('attach').value = '';
  setContext(null, null);
  $('log').scrollTop = $('log').scrollHeight;
}

$('composer').addEventListener('submit', (event) => { event.preventDefault(); attempt(submit); });
$('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); attempt(submit); }
  if (event.key === 'Escape' && (state.replyTo || state.editing)) { $('text').value = ''; setContext(null, null); }
});
$('context-clear').addEventListener('click', () => { if (state.editing) $('text').value = ''; setContext(null, null); $('text').focus(); });
$('start').addEventListener('click', () => attempt(async () => {
  await call('POST', 'starts', { from: state.me, bot: currentChat().bot });
  await loadWorld();
}));
$('me').addEventListener('change', () => {
  const bot = (currentChat() || {}).bot;
  state.me = Number($('me').value);
  choose(bot ? state.me + ':' + bot : state.chatKey);
});

// Many changes at once are drawn once.
let due;
function refresh(world) {
  refresh.world = refresh.world || world;
  if (due) return;
  due = setTimeout(() => {
    due = undefined;
    const whole = refresh.world;
    refresh.world = false;
    attempt(whole ? loadWorld : loadMessages);
  }, 120);
}
const events = new EventSource('/events');
events.onopen = () => { $('offline').hidden = true; refresh(true); };
events.onerror = () => { $('offline').hidden = false; };
events.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  if (event.service !== 'telegram') return;
  if (event.kind === 'pressAnswered') { if (event.fromId === state.me && event.text) toast(event.text); return; }
  if (event.kind === 'chat') refresh(true);
  else if (event.chatKey === state.chatKey) refresh(!$('start').hidden);
};
`;
