import { attempt, call } from '../shared/api.js';
import { byId, byIdAs, make } from '../common/dom.js';
import { icon } from '../common/icons.js';
import { t } from '../shared/language.js';
import { openMenu } from '../common/menu.js';
import { attachmentList, mediaOf, samplePicture } from './attachments.js';
import { preview } from './media.js';
import { currentChat, isMember, nameOf, placeOf, roleOf, state, writer } from './state.js';
import { commandSuggestions } from './suggestions.js';

/** @typedef {import('./state.js').Message} Message */

/** Where what is being written waits while the page is loaded anew. */
const DRAFT = 'draft';

/** How the solvers of the demo sign; others sign as the first. */
const INITIALS = /** @type {Record<string, string>} */ ({
  Bagas: '-bg',
  Damas: '-dm',
  David: '-dvd',
  Fairuz: '-fr',
  Eri: '-ej',
});

/**
 * Where messages are written.
 * @param {{ onSent: () => void, focusMessages: () => void, become: (userId: number) => void, reload: () => Promise<void> }} around
 */
export function composer({ onSent, focusMessages, become, reload }) {
  const text = byIdAs('text', HTMLTextAreaElement);
  const form = byIdAs('composer', HTMLFormElement);
  const suggestions = commandSuggestions();
  const attachments = attachmentList(drawChips);
  /** @type {Message | null} */
  let replyTo = null;
  /** @type {Message | null} */
  let editing = null;
  let isSending = false;

  byId('attach').append(icon('attach'));
  byId('context-clear').append(icon('close'));
  form.querySelector('.send')?.append(icon('send'));

  /**
   * What the next message answers or changes.
   * @param {{ replyTo?: Message, editing?: Message }} [context]
   */
  function setContext(context = {}) {
    const wasEditing = editing !== null;
    replyTo = context.replyTo ?? null;
    editing = context.editing ?? null;
    const message = replyTo ?? editing;
    byId('context').hidden = message === null;
    byIdAs('attach', HTMLButtonElement).disabled = editing !== null;
    if (message) {
      byId('context-kind').textContent = editing ? t('editing') : t('replyingTo', { name: message.from.first_name });
      byId('context-text').textContent = preview(message);
    }
    text.placeholder = replyTo?.forcedReply || t('writeMessage');
    if (editing) text.value = editing.text ?? editing.caption ?? '';
    else if (wasEditing) text.value = '';
    drawChips();
    if (message) text.focus();
  }

  async function submit() {
    const chat = currentChat();
    const written = text.value.trim();
    if (!chat || isSending) return;
    if (editing) {
      if (written === '') return;
      await call('POST', '/telegram/people/edits', { ...placeOf(chat), messageId: editing.message_id, text: written });
    } else {
      if (written === '' && attachments.files.length === 0) return;
      await send(placeOf(chat), written);
    }
    text.value = '';
    attachments.clear();
    setContext();
    onSent();
  }

  /**
   * @param {ReturnType<typeof placeOf>} place
   * @param {string} written
   */
  async function send(place, written) {
    const base = { ...place, from: writer(), ...(replyTo && { replyTo: replyTo.message_id }) };
    const { files } = attachments;
    if (files.length === 0) return void (await call('POST', '/telegram/people/messages', { ...base, text: written }));
    const album = files.length > 1 ? { mediaGroupId: `${Date.now()}${state.me}` } : {};
    // One after the other: an album's messages have following numbers.
    for (const [index, file] of files.entries()) {
      const caption = index === 0 && written !== '' ? { caption: written } : {};
      await call('POST', '/telegram/people/messages', { ...base, ...album, ...caption, media: await mediaOf(file) });
    }
  }

  function submitOnce() {
    if (isSending) return;
    const work = attempt(submit);
    isSending = true;
    void work.finally(() => (isSending = false));
  }

  /** Texts to try, fitting who one is and what one does. */
  function drawChips() {
    const chat = currentChat();
    const isGroup = chat !== undefined && chat.type !== 'private';
    const isOps = roleOf(state.me) !== 'technician';
    const initials = INITIALS[nameOf(state.me)] ?? '-bg';
    /** @type {string[]} */
    let texts = [];
    if (isGroup && isOps && replyTo)
      texts = ['oncek', `sudah direset, silakan login ulang, MIT ${initials}`, '/status', '/batal'];
    else if (isGroup && !isOps && !replyTo && !editing)
      texts = [
        'tidak bisa login mytech, muncul user auth locked',
        'lupa password mystaff, mohon direset',
        'mohon dibantu segera',
      ];
    else if (chat?.bot === 'admin' && roleOf(state.me) === 'admin' && !editing)
      texts = ['/pendingreview', '/stats', '/tiketreport', '/modelstatus'];
    byId('chips').hidden = texts.length === 0;
    byId('chips').replaceChildren(
      ...texts.map((one) =>
        make(
          'button',
          {
            type: 'button',
            onclick: () => {
              text.value = one;
              text.focus();
            },
          },
          one,
        ),
      ),
    );
  }

  /** Shows the field, or what is to be done before one can write here. */
  function draw() {
    const chat = currentChat();
    if (!chat) return;
    const instead = byId('instead');
    const isUnopened = chat.type === 'private' && chat.state !== 'started';
    form.hidden = isUnopened || !isMember(chat);
    instead.hidden = !form.hidden;
    if (isUnopened) {
      const start = async () => {
        await call('POST', '/telegram/people/starts', { from: writer(), bot: chat.bot });
        await reload();
        text.focus();
      };
      instead.replaceChildren(
        make('button', { type: 'button', class: 'primary wide', onclick: () => attempt(start) }, t('start')),
      );
    } else if (!isMember(chat)) {
      const member = chat.userIds[0] ?? 0;
      instead.replaceChildren(
        make('p', {}, t('cannotWrite', { name: nameOf(state.me) })),
        make(
          'button',
          { type: 'button', class: 'primary', onclick: () => become(member) },
          t('writeAs', { name: nameOf(member) }),
        ),
      );
    }
    drawChips();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submitOnce();
  });
  text.addEventListener('keydown', (event) => {
    if (suggestions.onKey(event) || event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) submitOnce();
    else if (event.key === 'Escape' && (replyTo || editing)) setContext();
    else if (event.key === 'Escape') focusMessages();
    else if (event.key === 'ArrowUp' && text.value === '' && !replyTo) editLast();
    else return;
    event.preventDefault();
  });
  text.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) event.preventDefault();
    attachments.add(files);
  });
  form.addEventListener('dragover', (event) => event.preventDefault());
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    attachments.add([...(event.dataTransfer?.files ?? [])]);
  });
  byId('context-clear').addEventListener('click', () => {
    setContext();
    text.focus();
  });
  byId('attach').addEventListener('click', () => {
    const sample = (/** @type {number[]} */ ...numbers) =>
      attempt(async () => {
        for (const number of numbers) attachments.add([await samplePicture(number)]);
        text.focus();
      });
    openMenu(byId('attach'), t('attach'), [
      { text: t('choosePhotos'), run: () => attachments.ask('image/jpeg,image/png,image/webp') },
      { text: t('chooseFile'), run: () => attachments.ask('') },
      { text: t('samplePhoto'), run: () => sample(0) },
      { text: t('sampleAlbum'), run: () => sample(0, 1, 2) },
    ]);
  });

  // The page is loaded anew for another language, and left by its links.
  text.value = sessionStorage.getItem(DRAFT) ?? '';
  sessionStorage.removeItem(DRAFT);
  addEventListener('pagehide', () => {
    if (editing === null && text.value !== '') sessionStorage.setItem(DRAFT, text.value);
  });
  addEventListener('pageshow', () => sessionStorage.removeItem(DRAFT));

  function editLast() {
    const own = state.messages.filter((one) => one.from.id === state.me && (one.text ?? one.caption) !== undefined);
    const last = own.at(-1);
    if (last) setContext({ editing: last });
  }

  return {
    draw,
    setContext,
    /** Begins the reply that a bot asks for, where nothing else is being written. @param {Message} message */
    answer(message) {
      if (!form.hidden && !replyTo && !editing && text.value === '') setContext({ replyTo: message });
    },
    /** For another chat or person: nothing is carried over. */
    reset() {
      text.value = '';
      attachments.clear();
      suggestions.close();
      setContext();
    },
    /** @param {string} written */
    fill(written) {
      text.value = written;
      text.focus();
    },
    focus: () => (form.hidden ? byId('instead').querySelector('button') : text)?.focus(),
  };
}
