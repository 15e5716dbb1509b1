import { classifyIncoming, type IncomingMedia, type IncomingMessage } from '../../../domain/incoming';
import { DEFAULT_GRAMMAR } from '../../../domain/messages';

const GROUP = -1001000000001;
const OPS = { id: 9002, firstName: 'Damas', username: null, isBot: false };
const TECHNICIAN = { id: 9101, firstName: 'Tono', username: 'tono', isBot: false };
const PHOTO: IncomingMedia = { kind: 'photo', fileId: 'f', fileName: null, mimeType: null, sizeBytes: 10 };

function aMessage(overrides: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    chatId: GROUP,
    chatTitle: 'Demo',
    chatUsername: null,
    chatType: 'supergroup',
    messageId: 10,
    date: 1_769_846_400,
    editDate: null,
    from: TECHNICIAN,
    text: 'gagal login mytech',
    isCaption: false,
    media: null,
    mediaGroupId: null,
    forwarded: false,
    replyTo: null,
    isService: false,
    isSticker: false,
    migrateToChatId: null,
    ...overrides,
  };
}

const PROBLEM = aMessage({ messageId: 5 });

function classify(overrides: Partial<IncomingMessage>, options: { edited?: boolean; ops?: number[] } = {}) {
  return classifyIncoming({
    message: aMessage(overrides),
    edited: options.edited ?? false,
    opsUserIds: options.ops ?? [9001, 9002],
    targetChatIds: [GROUP],
    grammar: DEFAULT_GRAMMAR,
  });
}

describe('a problem', () => {
  it('is a non-reply of a technician', () => {
    expect(classify({})).toEqual({ kind: 'problem', edited: false, forwarded: false });
    expect(classify({ text: 'selamat pagi' })).toMatchObject({ kind: 'problem' });
    expect(classify({ forwarded: true })).toEqual({ kind: 'problem', edited: false, forwarded: true });
    expect(classify({}, { edited: true })).toEqual({ kind: 'problem', edited: true, forwarded: false });
  });

  it('may be a photo or a voice message without a word', () => {
    expect(classify({ text: '', media: PHOTO })).toMatchObject({ kind: 'problem' });
    expect(classify({ text: '', media: null })).toMatchObject({ kind: 'problem' });
  });

  it('is a picture even if its caption only thanks, or looks like a command', () => {
    expect(classify({ text: 'siap pak', isCaption: true, media: PHOTO })).toMatchObject({ kind: 'problem' });
    expect(classify({ text: '/batal', isCaption: true, media: PHOTO })).toMatchObject({ kind: 'problem' });
  });

  it('is none when it is a pleasantry or a sticker', () => {
    expect(classify({ text: 'siap pak' })).toEqual({ kind: 'ordinary', reason: 'pleasantry' });
    expect(classify({ text: 'makasih mas Bagas' })).toEqual({ kind: 'ordinary', reason: 'pleasantry' });
    expect(classify({ text: '', isSticker: true })).toEqual({ kind: 'ordinary', reason: 'pleasantry' });
  });

  it('is none from ops or a bot', () => {
    expect(classify({ from: OPS })).toEqual({ kind: 'ordinary', reason: 'ops-message' });
    expect(classify({ from: { ...TECHNICIAN, isBot: true } })).toEqual({ kind: 'ordinary', reason: 'bot' });
  });

  it('is none as a reply', () => {
    expect(classify({ replyTo: PROBLEM })).toEqual({ kind: 'ordinary', reason: 'reply' });
  });

  it('is one in a forum topic, whose opening Telegram names as replied to', () => {
    expect(classify({ replyTo: aMessage({ isService: true }) })).toMatchObject({ kind: 'problem' });
  });
});

describe('a reply of ops', () => {
  it('is an oncek or a solution', () => {
    expect(classify({ from: OPS, replyTo: PROBLEM, text: 'oncek' })).toEqual({
      kind: 'ops-reply',
      edited: false,
      reply: { kind: 'oncek' },
      replyTo: PROBLEM,
    });
    expect(classify({ from: OPS, replyTo: PROBLEM, text: 'sudah direset, MIT -dm' })).toMatchObject({
      kind: 'ops-reply',
      reply: { kind: 'solution', solverName: 'Damas' },
    });
  });

  it('is left alone as ordinary chat, but not when an edit made it that', () => {
    expect(classify({ from: OPS, replyTo: PROBLEM, text: 'coba restart' })).toEqual({
      kind: 'ordinary',
      reason: 'reply',
    });
    expect(classify({ from: OPS, replyTo: PROBLEM, text: 'coba restart' }, { edited: true })).toMatchObject({
      kind: 'ops-reply',
      edited: true,
      reply: { kind: 'chat' },
    });
  });

  it('does not count as a caption', () => {
    expect(classify({ from: OPS, replyTo: PROBLEM, text: 'oncek', isCaption: true, media: PHOTO })).toEqual({
      kind: 'ordinary',
      reason: 'caption',
    });
  });

  it('is none from a technician', () => {
    expect(classify({ replyTo: PROBLEM, text: 'oncek' })).toEqual({ kind: 'ordinary', reason: 'reply' });
  });
});

describe('with nobody named as ops', () => {
  it('anybody’s non-reply is a problem, and anybody’s reply may be an oncek', () => {
    expect(classify({ from: OPS }, { ops: [] })).toMatchObject({ kind: 'problem' });
    expect(classify({ replyTo: PROBLEM, text: 'oncek' }, { ops: [] })).toMatchObject({ kind: 'ops-reply' });
    expect(classify({ replyTo: PROBLEM, text: 'masih gagal' }, { ops: [] })).toEqual({
      kind: 'ordinary',
      reason: 'reply',
    });
  });
});

describe('other messages', () => {
  it('are commands, with what they reply to', () => {
    expect(classify({ from: OPS, text: '/batal', replyTo: PROBLEM })).toEqual({
      kind: 'command',
      command: { name: 'batal', botName: null, args: [] },
      replyTo: PROBLEM,
    });
    expect(classify({ text: '/ping' })).toMatchObject({ kind: 'command', replyTo: null });
  });

  it('are service messages, migrations, or of other chats', () => {
    expect(classify({ text: '', isService: true })).toEqual({ kind: 'service' });
    expect(classify({ text: '', isService: true, migrateToChatId: -1009 })).toEqual({
      kind: 'migration',
      toChatId: -1009,
    });
    expect(classify({ chatId: -5 })).toEqual({ kind: 'elsewhere' });
  });
});
