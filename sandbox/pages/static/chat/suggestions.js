import { call } from '../shared/api.js';
import { byId, byIdAs, make } from '../common/dom.js';
import { language, t } from '../shared/language.js';
import { currentChat, isMember, state } from './state.js';

/** @typedef {{ command: string, description: string }} Command */

/** The commands that the chat's bots offer to who one is, while a `/word` is being written. */
export function commandSuggestions() {
  const box = byId('suggestions');
  const text = byIdAs('text', HTMLTextAreaElement);
  /** @type {Command[]} */
  let offered = [];
  let at = 0;
  let turn = 0;

  const isOpen = () => !box.hidden;
  const close = () => {
    turn += 1;
    box.hidden = true;
    text.removeAttribute('aria-activedescendant');
  };

  async function look() {
    const word = /^\/(\w*)$/.exec(text.value)?.[1];
    if (word === undefined) return close();
    const own = (turn += 1);
    const commands = await offeredHere();
    if (own !== turn) return;
    offered = commands.filter(({ command }) => command.startsWith(word.toLowerCase()));
    if (offered.length === 0 || (offered.length === 1 && offered[0]?.command === word)) return close();
    at = 0;
    box.hidden = false;
    draw();
    byId('heard').textContent = t('commandsOffered', { count: offered.length });
  }

  function draw() {
    box.replaceChildren(
      ...offered.map(({ command, description }, index) =>
        make(
          'div',
          {
            role: 'option',
            id: `suggestion-${index}`,
            'aria-selected': String(index === at),
            onpointerdown: (/** @type {Event} */ event) => {
              event.preventDefault();
              take(command);
            },
          },
          make('b', {}, `/${command}`),
          make('span', {}, description),
        ),
      ),
    );
    text.setAttribute('aria-activedescendant', `suggestion-${at}`);
    box.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {string} command */
  function take(command) {
    text.value = `/${command} `;
    close();
    text.focus();
  }

  text.addEventListener('input', () => void look().catch(close));
  text.addEventListener('blur', close);
  return {
    close,
    /** @param {KeyboardEvent} event @returns {boolean} whether the key was meant for the list */
    onKey(event) {
      if (!isOpen()) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) {
        at = (at + step + offered.length) % offered.length;
        draw();
      } else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) take(offered[at]?.command ?? '');
      else if (event.key === 'Escape') close();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

/** @returns {Promise<Command[]>} */
async function offeredHere() {
  const chat = currentChat();
  if (!chat || !isMember(chat) || (chat.type === 'private' && chat.state === undefined)) return [];
  const lists = await Promise.all(
    chat.bots.map((bot) => {
      const query = new URLSearchParams({ chatId: String(chat.id), userId: String(state.me), bot, language });
      return /** @type {Promise<Command[]>} */ (call('GET', `/telegram/people/commands?${query}`));
    }),
  );
  return lists.flat().sort((a, b) => a.command.localeCompare(b.command));
}
