import {
  DEFAULT_GRAMMAR,
  hasContent,
  isCommand,
  parseAppCodes,
  parseApps,
  parseCommand,
  parseOpsReply,
  parseSolvers,
} from '../../../domain/messages';
import { failure } from './failure';

const parse = (text: string) => parseOpsReply(text, DEFAULT_GRAMMAR);

describe('oncek', () => {
  it.each(['oncek', 'ONCEK', 'Oncek ya pak', 'kami oncek dulu'])('%p is a first response', (text) => {
    expect(parse(text)).toEqual({ kind: 'oncek' });
  });

  it('wins over the shape of a solution', () => {
    expect(parse('oncek dulu, MIT -bg')).toEqual({ kind: 'oncek' });
  });

  it.each(['on cek', 'sudah dicek', '/oncek'])('%p is none', (text) => {
    expect(parse(text)).toEqual({ kind: 'chat' });
  });
});

describe('solution', () => {
  it('names solving, app and solver', () => {
    expect(parse('sudah direset, silakan login ulang, MIT -bg')).toEqual({
      kind: 'solution',
      solving: 'sudah direset, silakan login ulang',
      appCode: 'MIT',
      solverName: 'Bagas',
      initials: '-bg',
    });
  });

  it('folds white space of every kind and takes app and initials in any case', () => {
    expect(parse('  sudah\n\ndireset ,\u00A0mis \t -DVD\n')).toEqual({
      kind: 'solution',
      solving: 'sudah direset',
      appCode: 'MIS',
      solverName: 'David',
      initials: '-dvd',
    });
  });

  it.each([
    ['no comma', 'sudah direset MIT -bg'],
    ['unknown app', 'sudah direset, ABC -bg'],
    ['unknown initials', 'sudah direset, MIT -zz'],
    ['no white space between app and initials', 'sudah direset, MIT-bg'],
    ['no hyphen', 'sudah direset, MIT bg'],
    ['no solving', ', MIT -bg'],
    ['words after the initials', 'sudah direset, MIT -bg ya'],
    ['a comma after the app', 'sudah direset, MIT, -bg'],
    ['a command', '/done sudah direset, MIT -bg'],
    ['nothing', ''],
  ])('is ordinary chat with %s', (_why, text) => {
    expect(parse(text)).toEqual({ kind: 'chat' });
  });

  it('follows the configured grammar', () => {
    const grammar = { appCodes: parseAppCodes('abc=Aplikasi'), solvers: parseSolvers('xy=Xenia Yusuf') };
    expect(parseOpsReply('beres, ABC -XY', grammar)).toMatchObject({
      appCode: 'ABC',
      solverName: 'Xenia Yusuf',
      initials: '-xy',
    });
    expect(parseOpsReply('beres, MIT -bg', grammar)).toEqual({ kind: 'chat' });
  });
});

describe('settings', () => {
  it('read solvers and apps', () => {
    expect(parseSolvers(' -bg = Bagas , DM=Damas,')).toEqual([
      { initials: '-bg', name: 'Bagas' },
      { initials: '-dm', name: 'Damas' },
    ]);
    expect(parseApps('mit=MyTech')).toEqual([{ code: 'MIT', name: 'MyTech' }]);
    expect(parseAppCodes('MIT=MyTech,MIS=MyStaff')).toEqual(['MIT', 'MIS']);
  });

  it.each(['', 'Bagas', '-bg=', '=Bagas', '-b g=Bagas', '-bg=Bagas,BG=Budi'])(
    'refuse the solvers %p by name',
    (text) => {
      expect(() => parseSolvers(text)).toThrow(failure('InvalidSetting'));
    },
  );

  it.each(['', 'MIT', 'MIT=MyTech,mit=Other'])('refuse the apps %p by name', (text) => {
    expect(() => parseAppCodes(text)).toThrow(failure('InvalidSetting'));
  });
});

describe('commands', () => {
  it('have a name, perhaps a bot, and words', () => {
    expect(parseCommand('/Batal')).toEqual({ name: 'batal', botName: null, args: [] });
    expect(parseCommand('/retrain@oncek_bot  tune 5\n force')).toEqual({
      name: 'retrain',
      botName: 'oncek_bot',
      args: ['tune', '5', 'force'],
    });
  });

  it.each(['/home/user tidak bisa dibuka', '/ login', 'mohon /batal', '/5 orang', ''])('%p is none', (text) => {
    expect(isCommand(text)).toBe(false);
  });
});

describe('content', () => {
  it.each(['a', '?', '🙏', '1'])('%p has something to see', (text) => expect(hasContent(text)).toBe(true));
  it.each(['', ' \n\t', '\u00A0\u200B\uFEFF', '\uD800'])('%p has not', (text) => expect(hasContent(text)).toBe(false));
});
