import type { Language } from '../../domain/language';
import type { BotTexts } from '../texts/id/bot';
import { botTextsIn } from '../texts/texts-in';

export type AdminCommand = keyof BotTexts['help']['commands'];

/** The commands that exist, one a line. */
export function renderHelp(commands: readonly AdminCommand[], language: Language): string {
  const { title, commands: about, buttons } = botTextsIn(language).help;
  return [title, '', ...commands.map((name) => `/${name} ${about[name]}`), '', buttons].join('\n');
}
