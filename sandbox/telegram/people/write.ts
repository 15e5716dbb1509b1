import { addFile, fileFields, isFileKind } from '../files';
import { messageKey, type StoredChat, type StoredMessage } from '../store';
import type { WireMessage, WireUser } from '../wire';
import { addMessage, chatOf, replaceMessage, unixNow, wireChat, wireMessage, type World } from '../world';
import { audience, peopleChat, peopleMessage, PeopleError, personOf, privateChat, textFields } from './actions';
import type { editSchema, PeopleMessage, reactionSchema } from './schemas';
import type { z } from 'zod';

const HOUR_S = 3600;

/** A person writes; the bots of the chat hear of it. @throws PeopleError */
export function writeMessage(world: World, request: PeopleMessage): { messageId: number } {
  const from = personOf(world, request.from);
  const chat = joinedChat(world, request, from);
  const date = request.date ?? unixNow(world.core);
  const stored = addMessage(world, chat, {
    replyTo: replyTarget(world, chat, request),
    message: { from, date, ...forwardFields(world, request, date), ...contentFields(world, chat, request) },
  });
  for (const bot of audience(world, chat, stored)) world.push(bot, 'message', wireMessage(world.store, stored));
  return { messageId: stored.message.message_id };
}

/** A person changes the text or caption of a message of a person. @throws PeopleError */
export function editMessage(world: World, request: z.infer<typeof editSchema>): { messageId: number } {
  const chat = peopleChat(world, request.chatId, request.bot);
  const stored = peopleMessage(world, chat, request.messageId);
  if (stored.bot) throw new PeopleError('messageId', 'people cannot edit what a bot wrote');
  const isText = stored.message.text !== undefined;
  const message = {
    ...stored.message,
    ...textFields(isText ? 'text' : 'caption', request.text),
    edit_date: unixNow(world.core),
  } as WireMessage;
  announceEdit(world, chat, { ...stored, message });
  return { messageId: request.messageId };
}

/**
 * A person reacts. Bots get an `edited_message` in which nothing changed (seen of the real servers), and those that
 * asked for it a `message_reaction`.
 */
export function react(world: World, request: z.infer<typeof reactionSchema>): { messageId: number } {
  const chat = peopleChat(world, request.chatId, request.bot);
  const stored = peopleMessage(world, chat, request.messageId);
  const user = request.from ? personOf(world, request.from) : stored.message.from;
  const emojis = (emoji: string | undefined): object[] => (emoji === undefined ? [] : [{ type: 'emoji', emoji }]);
  const before = stored.reactions?.[user.id];
  const after = request.isRemoved ? undefined : request.emoji;
  const others = Object.entries(stored.reactions ?? {}).filter(([id]) => id !== String(user.id));
  const reactions = Object.fromEntries(after === undefined ? others : [...others, [String(user.id), after]]);
  replaceMessage(world, { ...stored, reactions });
  const date = unixNow(world.core);
  for (const bot of audience(world, chat, stored)) {
    if (!stored.bot) world.push(bot, 'edited_message', { ...wireMessage(world.store, stored), edit_date: date });
    world.push(bot, 'message_reaction', {
      chat: wireChat(world.store, chat),
      message_id: request.messageId,
      user,
      date,
      old_reaction: emojis(before),
      new_reaction: emojis(after),
    });
  }
  return { messageId: request.messageId };
}

function announceEdit(world: World, chat: StoredChat, stored: StoredMessage): void {
  replaceMessage(world, stored);
  for (const bot of audience(world, chat, stored)) {
    world.push(bot, 'edited_message', wireMessage(world.store, stored));
  }
}

/** Writing to a bot opens the private chat; writing into a group makes a member. */
function joinedChat(world: World, { chatId, bot }: PeopleMessage, from: WireUser): StoredChat {
  if (chatId > 0) {
    if (chatId !== from.id) throw new PeopleError('chatId', 'a private chat has the id of the person who writes');
    const chat = { ...privateChat(world, chatId, bot), state: 'started' as const };
    world.store.chats.put(chat.key, chat);
    return chat;
  }
  const chat = peopleChat(world, chatId, bot);
  if (chat.userIds.includes(from.id)) return chat;
  const joined = { ...chat, userIds: [...chat.userIds, from.id] };
  world.store.chats.put(chat.key, joined);
  return joined;
}

function replyTarget(world: World, chat: StoredChat, request: PeopleMessage): StoredMessage['replyTo'] {
  const { replyTo: messageId, replyToChatId, bot } = request;
  if (messageId === undefined) return undefined;
  const former = chat.migratedFrom === undefined ? undefined : chatOf(world.store, chat.migratedFrom, bot);
  const places =
    replyToChatId === undefined ? [chat, former] : [chat, former].filter((place) => place?.id === replyToChatId);
  const place = places.find((candidate) => candidate && world.store.messages.get(messageKey(candidate.key, messageId)));
  if (!place) throw new PeopleError('replyTo', `no message ${messageId} in chat ${replyToChatId ?? chat.id}`);
  return { chatKey: place.key, messageId };
}

function forwardFields(world: World, { forwardedFrom }: PeopleMessage, date: number): Record<string, unknown> {
  if (!forwardedFrom) return {};
  const { id, first_name, username, date: originalDate = date - HOUR_S } = forwardedFrom;
  const origin =
    id === undefined
      ? { type: 'hidden_user', sender_user_name: first_name }
      : { type: 'user', sender_user: personOf(world, { id, first_name, username }) };
  return { forward_origin: { ...origin, date: originalDate } };
}

function contentFields(world: World, chat: StoredChat, request: PeopleMessage): Record<string, unknown> {
  const { text, caption, media, service, mediaGroupId } = request;
  const album = mediaGroupId === undefined ? {} : { media_group_id: mediaGroupId };
  if (text !== undefined) return { ...album, ...textFields('text', text) };
  if (service) return serviceFields(world, chat, service);
  if (!media) return {};
  return { ...album, ...mediaFields(world, media), ...textFields('caption', caption ?? '') };
}

function mediaFields(world: World, media: NonNullable<PeopleMessage['media']>): Record<string, unknown> {
  const { type, fileName } = media;
  if (media.fileId !== undefined) return knownFile(world, media.fileId, fileName);
  if (isFileKind(type)) {
    const content = media.content === undefined ? undefined : Buffer.from(media.content, 'base64');
    const sizeBytes = content?.length ?? media.sizeBytes;
    const file = addFile(world.store, { kind: type, sizeBytes, fileName, content });
    return fileFields(world.store, file, { fileName, content });
  }
  switch (type) {
    case 'location':
      return { location: { latitude: -6.2, longitude: 106.816666 } };
    case 'contact':
      return { contact: { phone_number: '+620000000000', first_name: 'Kontak' } };
    case 'dice':
      return { dice: { emoji: '🎲', value: 4 } };
    case 'poll':
      return {
        poll: {
          id: String(world.store.count('poll')),
          question: 'Sudah bisa?',
          options: ['Ya', 'Tidak'].map((option) => ({ text: option, voter_count: 0 })),
          total_voter_count: 0,
          is_closed: false,
          is_anonymous: true,
          type: 'regular',
          allows_multiple_answers: false,
        },
      };
  }
}

function knownFile(world: World, fileId: string, fileName: string | undefined): Record<string, unknown> {
  const file = world.store.files.get(fileId);
  if (!file) throw new PeopleError('media.fileId', 'no such file');
  const content = file.content === undefined ? undefined : Buffer.from(file.content, 'base64');
  return fileFields(world.store, file, { fileName, content });
}

function serviceFields(
  world: World,
  chat: StoredChat,
  service: NonNullable<PeopleMessage['service']>,
): Record<string, unknown> {
  const member = world.store.users.get(String(chat.userIds.at(-1)));
  switch (service) {
    case 'new_chat_members':
      return { new_chat_members: [member], new_chat_member: member };
    case 'left_chat_member':
      return { left_chat_member: member };
    case 'new_chat_title':
      return { new_chat_title: chat.title };
    case 'pinned_message': {
      const pinned = world.store.messages.get(messageKey(chat.key, chat.lastMessageId));
      return { pinned_message: pinned?.message };
    }
  }
}
