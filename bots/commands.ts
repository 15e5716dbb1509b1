import type { BotCommand, BotCommandScope } from 'telegraf/types';
import { LANGUAGES, type Language } from '../domain/language';
import type { AdminCommand } from './render/help';
import type { BotTexts } from './texts/id/bot';
import { botTextsIn } from './texts/texts-in';

export type GroupCommand = keyof BotTexts['group']['commands'];

/** Commands that Telegram offers to some people, with descriptions by language; `''`: any other language. */
export interface CommandMenu {
  readonly scope: BotCommandScope;
  readonly commands: Readonly<Record<MenuLanguage, readonly BotCommand[]>>;
}

/** Who set no language that is known here is shown the one of the settings, in which the bots speak to everybody. */
export const MENU_LANGUAGES = ['', ...LANGUAGES] as const;
export type MenuLanguage = (typeof MENU_LANGUAGES)[number];

const IN_GROUPS: readonly GroupCommand[] = ['status', 'batal', 'ping', 'health'];
const ANYWHERE: readonly GroupCommand[] = ['ping', 'health'];

/** What the group bot offers: its commands in groups, signs of life elsewhere. @param language - of the settings */
export function groupMenus(language: Language): CommandMenu[] {
  const menu = (scope: BotCommandScope, names: readonly GroupCommand[]): CommandMenu => ({
    scope,
    commands: inLanguages(names, language, ({ group }) => group.commands),
  });
  return [menu({ type: 'all_group_chats' }, IN_GROUPS), menu({ type: 'default' }, ANYWHERE)];
}

/**
 * What the admin bot offers: all commands in the private chats of admins, nothing to anybody else.
 * @param language - of the settings
 */
export function adminMenus(
  names: readonly AdminCommand[],
  adminUserIds: readonly number[],
  language: Language,
): CommandMenu[] {
  const commands = inLanguages(names, language, ({ help }) => help.commands);
  const none = { '': [], id: [], en: [] };
  return [
    { scope: { type: 'default' }, commands: none },
    { scope: { type: 'all_group_chats' }, commands: none },
    ...adminUserIds.map((chatId) => ({ scope: { type: 'chat', chat_id: chatId } as const, commands })),
  ];
}

function inLanguages<K extends string>(
  names: readonly K[],
  unknown: Language,
  describe: (texts: BotTexts) => Readonly<Record<K, string>>,
): CommandMenu['commands'] {
  const listed = (language: Language): BotCommand[] => {
    const about = describe(botTextsIn(language));
    return names.map((command) => ({ command, description: about[command] }));
  };
  return { '': listed(unknown), id: listed('id'), en: listed('en') };
}
