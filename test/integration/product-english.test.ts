import { fromLocal, toLocal } from '../../domain/local-time';
import { ADMIN, GROUP, peopleOf, REPORTS } from '../support/people';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';

/** One word the model has seen, no more: far from sure. */
const VAGUE = 'mohon dibantu segera';
/** Another than that of the other tests of the product, and than the machine's. */
const TIMEZONE = 'Asia/Jayapura';

describe('the whole product with LANGUAGE=en and another TIMEZONE', () => {
  let installation: Installation;
  let product: RunningProduct;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    installation = await install({ SLA_BREAKS: '03:00-03:01', LANGUAGE: 'en', TIMEZONE });
    people = peopleOf(installation.sandbox);
    product = await startProduct(installation);
  }, 150_000);

  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
  });

  const said = (chatId: number, text: string) =>
    people.waitForMessage(chatId, (message) => message.text?.includes(text) ?? false, `"${text}" is said`);
  const command = (text: string) => people.write({ chatId: ADMIN.id, from: ADMIN, text });

  it('speaks English in card, notice, report and answers to commands; the sheet keeps its words and shows local time', async () => {
    const before = toLocal(new Date().toISOString(), TIMEZONE).date;
    await people.gemini({ mode: 'nonsense' });
    const problem = await people.write({ text: VAGUE });
    await people.reply(problem, '✓, MIT -dm');
    const card = await said(ADMIN.id, 'Choose the right label:');
    expect(card.text).toContain('🔎 Needs review · Demo');
    expect(card.reply_markup?.inline_keyboard.at(-1)?.map(({ text }) => text)).toEqual(['🔎 others…', '✋ I take it']);
    const notice = await said(REPORTS, '✅ Solution recorded by Damas · Demo');
    expect(notice.text).toContain('⏱ OK (');

    const first = card.reply_markup?.inline_keyboard[0]?.[0];
    await people.press(ADMIN.id, card.message_id, ADMIN, first?.callback_data ?? '');
    await said(ADMIN.id, '✅ Approved:');
    const row = await people.waitForRow('Logs', problem, (cells) => cells[19] !== '');
    expect(row[17]).toBe('OK');
    expect([before, toLocal(new Date().toISOString(), TIMEZONE).date]).toContain(row[4]);

    await command('/report');
    await said(ADMIN.id, '📈 Report of predictions');
    await command('/trendbulan');
    await said(ADMIN.id, 'Usage: /trendbulan APP [MONTH YEAR]');
    await people.write({ chatId: GROUP, text: '/status', replyTo: problem });
    await said(GROUP, 'Phase: ');
    await people.write({ chatId: GROUP, text: '/ping' });
    const { text: pong = '' } = await said(GROUP, 'OK 20');
    const [day = '', time = ''] = pong.slice('OK '.length).split(' ');
    const agoMs = Date.now() - Date.parse(fromLocal({ date: day, time, timeZone: TIMEZONE }));
    expect(Math.abs(agoMs)).toBeLessThan(60_000);
  }, 120_000);
});
