import { attempt, call } from '../shared/api.js';
import { byId, byIdAs, make } from '../common/dom.js';
import { t } from '../shared/language.js';
import { toast } from '../common/toast.js';
import { faceOf } from './list.js';
import { mediaKind, preview } from './media.js';
import { chatsOf, isMember, placeOf, state, writer } from './state.js';

/** @typedef {import('./state.js').Message} Message */

/**
 * Asks where to, and forwards: the copy names who wrote it first.
 * @param {readonly Message[]} messages - more than one of an album
 * @param {(chatKey: string) => void} onDone
 */
export function askForward(messages, onDone) {
  const dialog = byIdAs('forward', HTMLDialogElement);
  const [first] = messages;
  if (!first) return;
  byId('forward-text').textContent = preview(first);
  const goals = chatsOf(state.me).filter(
    (chat) => isMember(chat) && (chat.type !== 'private' || chat.state === 'started'),
  );
  byId('forward-chats').replaceChildren(
    ...goals.map((chat) => {
      const forward = async () => {
        dialog.close();
        for (const message of messages)
          await call('POST', '/telegram/people/messages', copyOf(message, messages.length > 1, placeOf(chat)));
        toast(t('forwarded', { chat: chat.title }));
        onDone(chat.key);
      };
      return make(
        'li',
        {},
        make(
          'button',
          { type: 'button', onclick: () => attempt(forward) },
          faceOf(chat),
          make('span', { class: 'chat-name' }, chat.title),
        ),
      );
    }),
  );
  dialog.showModal();
}

/**
 * @param {Message} message
 * @param {boolean} isAlbum
 * @param {ReturnType<typeof placeOf>} place
 */
function copyOf(message, isAlbum, place) {
  const { id, first_name, username } = originOf(message);
  const kind = mediaKind(message);
  const held = kind === undefined ? undefined : message[kind];
  const file = /** @type {{ file_id?: string, file_size?: number, file_name?: string } | undefined} */ (
    Array.isArray(held) ? held.at(-1) : held
  );
  return {
    ...place,
    from: writer(),
    forwardedFrom: { id, first_name, username, date: message.date },
    ...(isAlbum && { mediaGroupId: `${message['media_group_id']}f${state.me}` }),
    ...(kind === undefined
      ? { text: message.text }
      : { caption: message.caption, media: { type: kind, fileId: file?.file_id, fileName: file?.file_name } }),
  };
}

/** A forward of a forward still names the first. @param {Message} message */
function originOf({ forward_origin: origin, from }) {
  const { sender_user: user, sender_user_name: hidden } =
    /** @type {{ sender_user?: Message['from'], sender_user_name?: string }} */ (origin ?? {});
  return user ?? (hidden === undefined ? from : { id: undefined, first_name: hidden, username: undefined });
}
