import { answerCallbackQuery, getMe } from './bot';
import { getChat, getChatAdministrators, getChatMember, getChatMemberCount } from './chats';
import { deleteMyCommands, getMyCommands, setMyCommands } from './commands';
import type { Method } from './context';
import { deleteMessage, editMessageCaption, editMessageReplyMarkup, editMessageText } from './edit';
import { getFile } from './get-file';
import { sendChatAction, sendDocument, sendMessage, sendPhoto } from './send';
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './updates';

const METHODS: readonly Method[] = [
  answerCallbackQuery,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getChatAdministrators,
  getChatMember,
  getChatMemberCount,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  sendChatAction,
  sendDocument,
  sendMessage,
  sendPhoto,
  setMyCommands,
  setWebhook,
];
const BY_NAME = new Map(METHODS.map((method) => [method.name.toLowerCase(), method]));
/** The former name, which telegraf still calls. */
BY_NAME.set('getchatmemberscount', getChatMemberCount);

/** The method of that name in any case, as Telegram takes it; undefined where the sandbox has none. */
export function methodNamed(name: string): Method | undefined {
  return BY_NAME.get(name.toLowerCase());
}
