import { OncekError } from './errors';

export interface Solver {
  /** With the leading hyphen, lower case: `-bg`. */
  initials: string;
  name: string;
}

export interface App {
  /** Upper case: `MIT`. */
  code: string;
  name: string;
}

/** What ops may write at the end of a solution. Both lists are matched in any case. */
export interface MessageGrammar {
  appCodes: readonly string[];
  solvers: readonly Solver[];
}

/** What a reply of ops says. `chat` is anything that is neither an oncek nor a solution. */
export type OpsReply =
  | { kind: 'oncek' }
  | { kind: 'solution'; solving: string; appCode: string; solverName: string; initials: string }
  | { kind: 'chat' };

export interface Command {
  /** Lower case, without slash: `batal`. */
  name: string;
  /** The bot it is addressed to (`/batal@oncek_bot`), without `@`, as typed; null: any. */
  botName: string | null;
  /** The words after it. */
  args: string[];
}

export const DEFAULT_APPS = 'MIT=MyTech,MIS=MyStaff';
export const DEFAULT_SOLVERS = '-bg=Bagas,-dm=Damas,-dvd=David,-fr=Fairuz,-ej=Eri';

/** The grammar when nothing is configured. */
export const DEFAULT_GRAMMAR: MessageGrammar = {
  appCodes: parseAppCodes(DEFAULT_APPS),
  solvers: parseSolvers(DEFAULT_SOLVERS),
};

/**
 * What a reply of ops says. A text with "oncek" is an oncek even if it also looks like a solution, which is
 * `<solving>, <APP> -<initials>` with white space folded: the last comma splits, white space stands between app and
 * initials. An unknown app, unknown initials or an empty solving make it chat, and so does a leading `/command`.
 */
export function parseOpsReply(text: string, grammar: MessageGrammar): OpsReply {
  if (isCommand(text)) {
    return { kind: 'chat' };
  }
  if (/oncek/iu.test(text)) {
    return { kind: 'oncek' };
  }
  return parseSolution(text, grammar) ?? { kind: 'chat' };
}

/**
 * Solvers from their setting, e.g. `-bg=Bagas,-dm=Damas`; the hyphen may be missing.
 * @throws InvalidSetting when an entry is malformed, initials come twice, or there is none
 */
export function parseSolvers(text: string): Solver[] {
  const solvers = parsePairs(text, 'solver', '-bg=Bagas').map(([initials, name]) => ({
    initials: `-${initials.replace(/^-/, '').toLowerCase()}`,
    name,
  }));
  assertDistinct(solvers.map((solver) => solver.initials));
  return solvers;
}

/** Apps from their setting, e.g. `MIT=MyTech,MIS=MyStaff`. @throws InvalidSetting as `parseSolvers` does */
export function parseApps(text: string): App[] {
  const apps = parsePairs(text, 'app', 'MIT=MyTech').map(([code, name]) => ({ code: code.toUpperCase(), name }));
  assertDistinct(apps.map((app) => app.code));
  return apps;
}

/** The codes of `parseApps`. @throws InvalidSetting as `parseSolvers` does */
export function parseAppCodes(text: string): string[] {
  return parseApps(text).map((app) => app.code);
}

/** Whether a text is a bot command: a slash, a letter, and nothing but letters, digits and `_` up to `@bot` or a space. */
export function isCommand(text: string): boolean {
  return parseCommand(text) !== null;
}

/** The command a text is, or null. `/home/user` is none. */
export function parseCommand(text: string): Command | null {
  const match = /^\s*\/([a-z]\w{0,31})(?:@(\w{1,64}))?(?:\s([\s\S]*))?$/i.exec(text);
  if (!match) {
    return null;
  }
  const args = foldSpace(match[3] ?? '');
  return {
    name: (match[1] ?? '').toLowerCase(),
    botName: match[2] ?? null,
    args: args === '' ? [] : args.split(' '),
  };
}

/** Whether anything can be seen in a text: more than white space and characters without ink. */
export function hasContent(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{M}]/u.test(text);
}

/** White space of every kind (line breaks, no-break and zero-width spaces) folded to single spaces, ends trimmed. */
export function foldSpace(text: string): string {
  return text.replace(/[\s\u200B\u2060]+/gu, ' ').trim();
}

function parseSolution(text: string, grammar: MessageGrammar): OpsReply | null {
  const folded = foldSpace(text);
  const comma = folded.lastIndexOf(',');
  const solving = folded.slice(0, Math.max(comma, 0)).trim();
  const [app, initials, ...rest] = folded
    .slice(comma + 1)
    .trim()
    .split(' ');
  if (solving === '' || app === undefined || initials === undefined || rest.length > 0) {
    return null;
  }
  const appCode = grammar.appCodes.find((code) => code.toUpperCase() === app.toUpperCase());
  const solver = grammar.solvers.find((known) => known.initials.toLowerCase() === initials.toLowerCase());
  if (appCode === undefined || solver === undefined) {
    return null;
  }
  return { kind: 'solution', solving, appCode, solverName: solver.name, initials: solver.initials };
}

function parsePairs(text: string, what: string, example: string): [string, string][] {
  const pairs = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const match = /^(-?[\p{L}\p{N}]+)\s*=\s*(\S.*)$/u.exec(part);
      if (!match) {
        throw new OncekError('InvalidSetting', `"${part.slice(0, 40)}" is no ${what}: write it like ${example}`);
      }
      return [match[1] ?? '', match[2] ?? ''];
    });
  if (pairs.length === 0) {
    throw new OncekError('InvalidSetting', `the list of ${what}s is empty: write it like ${example}`);
  }
  return pairs;
}

function assertDistinct(keys: string[]): void {
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw new OncekError('InvalidSetting', `"${twice}" is listed twice: keep one`);
  }
}
