import type { Request, RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { fileBytes } from '../files';
import type { StoredChat } from '../store';
import { botUser, messagesOf, wireChat, wireMessage, type World } from '../world';
import { BOT_NAMES } from '../settings';
import { PeopleError, personOf } from './actions';
import { menuOf } from './menu';
import { blockBot, migrateGroup, pressStart, setBotMembership, setPrivacy } from './membership';
import { pressButton } from './press';
import {
  editSchema,
  memberSchema,
  menuQuerySchema,
  messageSchema,
  messagesQuerySchema,
  migrationSchema,
  pressSchema,
  privacySchema,
  reactionSchema,
  startSchema,
  userSchema,
} from './schemas';
import { editMessage, react, writeMessage } from './write';

/** Mounts the people's side under `/telegram/people`: what users of Telegram do and see. Errors: 400 `{error}`. */
export function peopleRoutes(router: Router, world: World): void {
  const base = '/telegram/people';
  const act = <S extends z.ZodType>(path: string, schema: S, action: (world: World, request: z.infer<S>) => unknown) =>
    router.post(
      `${base}/${path}`,
      answer((req) => action(world, parsed(schema, req.body)) ?? {}),
    );
  act('messages', messageSchema, writeMessage);
  act('edits', editSchema, editMessage);
  act('reactions', reactionSchema, react);
  act('presses', pressSchema, pressButton);
  act('migrations', migrationSchema, migrateGroup);
  act('users', userSchema, personOf);
  act('starts', startSchema, pressStart);
  act('blocks', startSchema, blockBot);
  act('members', memberSchema, setBotMembership);
  act('privacy', privacySchema, setPrivacy);
  router.get(
    `${base}/users`,
    answer(() => [...world.store.users.values()]),
  );
  router.get(
    `${base}/bots`,
    answer(() => BOT_NAMES.map((name) => ({ name, ...botUser(world, name) }))),
  );
  router.get(
    `${base}/commands`,
    answer((req) => menuOf(world, parsed(menuQuerySchema, req.query))),
  );
  router.get(
    `${base}/chats`,
    answer(() => [...world.store.chats.values()].map((chat) => chatView(world, chat))),
  );
  router.get(
    `${base}/chats/:chatId/messages`,
    answer((req) => messagesView(world, req)),
  );
  router.get(
    `${base}/presses/:id`,
    answer((req) => pressView(world, String(req.params['id']))),
  );
  router.get(`${base}/files/:id`, (req, res) => {
    const file = world.store.files.get(req.params.id);
    if (!file) return void res.status(404).json({ error: 'no such file' });
    // Uploaded by whoever: shown as a picture or saved, never run as a page.
    const isPicture = /^image\/(jpeg|png|gif|webp)$/.test(file.mimeType);
    res.set({ 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'; sandbox" });
    if (!isPicture) res.attachment(file.path.split('/').at(-1));
    res.type(isPicture ? file.mimeType : 'application/octet-stream').send(fileBytes(file));
  });
}

function chatView(world: World, chat: StoredChat): unknown {
  const { bots, userIds, adminIds, migratedTo, state, lastMessageId } = chat;
  const lastMessage = messagesOf(world.store, chat, 1)[0]?.message;
  const view = { ...wireChat(world.store, chat), bots, userIds, adminIds, migratedTo, lastMessageId, lastMessage };
  return chat.type === 'private' ? { ...view, bot: bots[0], state } : view;
}

/** Messages as Telegram shows them, oldest first; an empty list for a private chat nobody opened. */
function messagesView(world: World, req: Request): unknown {
  const { bot, limit } = parsed(messagesQuerySchema, req.query);
  const chatId = Number(req.params['chatId']);
  const chat = [...world.store.chats.values()].find(
    ({ id, type, bots }) => id === chatId && (type !== 'private' || bots.includes(bot)),
  );
  if (chat) {
    return messagesOf(world.store, chat, limit).map((stored) => {
      const reactions = Object.entries(stored.reactions ?? {}).map(([userId, emoji]) => ({ userId: +userId, emoji }));
      return {
        ...wireMessage(world.store, stored),
        ...(reactions.length > 0 && { reactions }),
        ...(stored.forcedReply !== undefined && { forcedReply: stored.forcedReply }),
      };
    });
  }
  if (world.store.users.get(String(chatId))) return [];
  throw new PeopleError('chatId', `no chat ${String(req.params['chatId'])}`);
}

function pressView(world: World, id: string): unknown {
  const press = world.store.presses.get(id);
  if (!press) throw new PeopleError('id', `no press ${id}`);
  return press;
}

function parsed<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new PeopleError(issue?.path.join('.') || 'body', issue?.message ?? 'not valid');
}

function answer(action: (req: Request) => unknown): RequestHandler {
  return (req, res) => {
    try {
      res.json(action(req));
    } catch (error) {
      if (!(error instanceof PeopleError)) throw error;
      res.status(400).json({ error: error.message });
    }
  };
}
