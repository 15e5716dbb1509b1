import { botTexts } from '../texts/id';

export type AdminCommand = keyof typeof botTexts.help.commands;

/** The commands that exist, one a line. */
export function renderHelp(commands: readonly AdminCommand[]): string {
  const { title, commands: about, buttons } = botTexts.help;
  return [title, '', ...commands.map((name) => `/${name} ${about[name]}`), '', buttons].join('\n');
}
