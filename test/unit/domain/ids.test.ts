import { chatId, messageId, messageLink, parseRowKey, parseTicketId, rowKey, ticketIdOf } from '../../../domain/ids';
import { failure } from './failure';

const GROUP = -1001000000001;

describe('ticket ids', () => {
  it('joins chat and message and reads them back, the chat being negative', () => {
    expect(ticketIdOf({ chatId: GROUP, messageId: 42 })).toBe('-1001000000001-42');
    expect(parseTicketId('-1001000000001-42')).toEqual({ chatId: GROUP, messageId: 42 });
    expect(parseTicketId('9101-7')).toEqual({ chatId: 9101, messageId: 7 });
  });

  it.each([
    '',
    '42',
    '-42',
    'a-b',
    '-1001-0',
    '-1001--5',
    '-01-5',
    '-1001-05',
    '-1001-5 ',
    '1-9007199254740993',
    '1-1-1',
  ])('refuses %p by name', (text) => {
    expect(() => parseTicketId(text)).toThrow(failure('InvalidId'));
  });

  it('refuses ids that JavaScript cannot hold exactly, 0, fractions and negative messages', () => {
    for (const bad of [0, 1.5, Number.NaN, 2 ** 53]) {
      expect(() => chatId(bad)).toThrow(failure('InvalidId'));
      expect(() => messageId(bad)).toThrow(failure('InvalidId'));
    }
    expect(() => messageId(-1)).toThrow(failure('InvalidId'));
  });
});

describe('row keys', () => {
  it('is the bare message id in the first configured chat and names the chat everywhere else', () => {
    expect(rowKey({ chatId: GROUP, messageId: 123, plainChatId: GROUP })).toBe('123');
    expect(rowKey({ chatId: -4001, messageId: 123, plainChatId: GROUP })).toBe('123@-4001');
    expect(rowKey({ chatId: GROUP, messageId: 123, plainChatId: null })).toBe('123@-1001000000001');
  });

  it('reads both forms back', () => {
    expect(parseRowKey('123', GROUP)).toEqual({ chatId: GROUP, messageId: 123 });
    expect(parseRowKey(' 123@-4001 ', GROUP)).toEqual({ chatId: -4001, messageId: 123 });
  });

  it.each([
    ['123', null],
    ['', GROUP],
    ['abc', GROUP],
    ['123@', GROUP],
    ['1.5', GROUP],
  ])('refuses %p where the plain chat is %p', (key, plain) => {
    expect(() => parseRowKey(key, plain)).toThrow(failure('InvalidId'));
  });
});

describe('message links', () => {
  it('drops -100 from the id of a supergroup', () => {
    expect(messageLink({ chatId: -1001234567890, messageId: 55 })).toBe('https://t.me/c/1234567890/55');
  });

  it('has none for basic groups and private chats', () => {
    expect(messageLink({ chatId: -4001, messageId: 55 })).toBeNull();
    expect(messageLink({ chatId: -100123, messageId: 55 })).toBeNull();
    expect(messageLink({ chatId: 9101, messageId: 55 })).toBeNull();
  });
});
