import type { BotCommand, BotCommandScope } from 'telegraf/types';
import type { AdminCommand } from './render/help';
import { commandsEn } from './texts/commands-en';
import { botTexts } from './texts/id';

export type GroupCommand = keyof typeof botTexts.group.commands;

/** Commands that Telegram offers to some people, with descriptions by language; `''`: any other language. */
export interface CommandMenu {
  readonly scope: BotCommandScope;
  readonly commands: Readonly<Record<MenuLanguage, readonly BotCommand[]>>;
}

/** Who set no language that is known here reads Indonesian, like everything the bots say. */
export const MENU_LANGUAGES = ['', 'id', 'en'] as const;
export type MenuLanguage = (typeof MENU_LANGUAGES)[number];

const IN_GROUPS: readonly GroupCommand[] = ['status', 'batal', 'ping', 'health'];
const ANYWHERE: readonly GroupCommand[] = ['ping', 'health'];

/** What the group bot offers: its commands in groups, signs of life elsewhere. */
export function groupMenus(): CommandMenu[] {
  const menu = (scope: BotCommandScope, names: readonly GroupCommand[]): CommandMenu => ({
    scope,
    commands: inLanguages(names, botTexts.group.commands, commandsEn.group),
  });
  return [menu({ type: 'all_group_chats' }, IN_GROUPS), menu({ type: 'default' }, ANYWHERE)];
}

/** What the admin bot offers: all commands in the private chats of admins, nothing to anybody else. */
export function adminMenus(names: readonly AdminCommand[], adminUserIds: readonly number[]): CommandMenu[] {
  const commands = inLanguages(names, botTexts.help.commands, commandsEn.admin);
  const none = { '': [], id: [], en: [] };
  return [
    { scope: { type: 'default' }, commands: none },
    { scope: { type: 'all_group_chats' }, commands: none },
    ...adminUserIds.map((chatId) => ({ scope: { type: 'chat', chat_id: chatId } as const, commands })),
  ];
}

function inLanguages<K extends string>(
  names: readonly K[],
  id: Readonly<Record<K, string>>,
  en: Readonly<Record<K, string>>,
): CommandMenu['commands'] {
  const listed = (about: Readonly<Record<K, string>>): BotCommand[] =>
    names.map((command) => ({ command, description: about[command] }));
  return { '': listed(id), id: listed(id), en: listed(en) };
}
