import { toLocal } from '../../domain/local-time';
import { clockHourNamed, hourBefore } from '../../domain/report-hour';
import { GROUP, peopleOf, REPORTS, type SeenMessage } from '../support/people';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { waitFor } from '../support/wait';

const KNOWN = 'mohon bantuan tidak bisa login mytech, muncul user auth locked';
const TIME_ZONE = 'Asia/Jakarta';

type Photo = SeenMessage & { readonly photo?: readonly object[]; readonly caption?: string };
interface HourlyStats {
  readonly success: boolean;
  readonly empty: boolean;
  readonly stats: { readonly datetime_hour: string; readonly total_predictions: number } | null;
}

describe('reports of the whole product', () => {
  let installation: Installation;
  let product: RunningProduct;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    installation = await install({ SLA_BREAKS: '03:00-03:01', SHEET_SYNC_SECONDS: '10' });
    people = peopleOf(installation.sandbox);
    product = await startProduct(installation);
  }, 150_000);
  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
  });

  async function hourly(): Promise<HourlyStats> {
    const response = await fetch(`${installation.api}/api/data/stats/hourly`, {
      method: 'POST',
      headers: { 'X-API-Key': 'demo-write' },
    });
    if (!response.ok) throw new Error(`stats/hourly answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as HourlyStats;
  }
  const reportsOf = async (hour: string): Promise<Photo[]> => {
    const [, time = ''] = hour.split(' ');
    const chat: Photo[] = await people.chat(REPORTS);
    return chat.filter(({ caption = '' }) => caption.includes('Laporan per jam') && caption.includes(`jam ${time}`));
  };
  const edit = (worksheet: string, change: { row: number; column: string; value: string }): Promise<Response> =>
    fetch(`${installation.sandbox}/sheets/people/edits`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ worksheet, ...change }),
    });

  it('five technicians with one symptom: the reporting group hears of the burst once', async () => {
    for (const id of [9101, 9102, 9103, 9104, 9105]) {
      const problem = await people.write({ text: KNOWN, from: { id, first_name: `Teknisi ${id}` } });
      await people.reply(problem, 'sudah direset, silakan login ulang, MIT -dm');
      await people.waitForRow('ML_Tracking', problem, (row) => row[5] === 'auto_approved');
    }
    const isBurst = ({ text = '' }: SeenMessage): boolean => text.includes('Lonjakan kendala');
    const { text } = await people.waitForMessage(REPORTS, isBurst, 'the burst is told');
    expect(text).toContain('5 teknisi, 5 tiket');
    const sixth = await people.write({ text: KNOWN, from: { id: 9106, first_name: 'Teknisi 9106' } });
    await people.reply(sixth, 'sudah direset, silakan login ulang, MIT -dm');
    await people.waitForRow('ML_Tracking', sixth, (row) => row[5] === 'auto_approved');
    expect((await people.chat(REPORTS)).filter(isBurst)).toHaveLength(1);
    expect((await people.chat(GROUP)).filter(isBurst)).toEqual([]);
  }, 120_000);

  it('the hour before gets its Monitoring row, and the group one picture however often it is asked for', async () => {
    // Predictions of this minute are of an hour that is not over: a person dates one back.
    const { from } = hourBefore(new Date().toISOString(), TIME_ZONE);
    const { date, time } = toLocal(from, TIME_ZONE);
    expect((await edit('ML_Tracking', { row: 2, column: 'Timestamps', value: `${date} ${time}` })).ok).toBe(true);
    const answer = await waitFor(
      async () => {
        const asked = await hourly();
        return asked.stats ? asked : null;
      },
      { describe: 'the mirror has read the earlier date', timeoutMs: 60_000, intervalMs: 2_000 },
    );
    const hour = answer.stats?.datetime_hour ?? '';
    expect(clockHourNamed(hour, TIME_ZONE).from >= from).toBe(true);
    const row = await waitFor(async () => (await people.rows('Monitoring')).find(([key]) => key === hour), {
      describe: 'the Monitoring row is in the sheet',
      timeoutMs: 40_000,
      intervalMs: 200,
    });
    expect(row[1]).toBe(answer.stats?.total_predictions);
    const report = await waitFor(async () => (await reportsOf(hour))[0], {
      describe: 'the picture is in the group',
      timeoutMs: 40_000,
      intervalMs: 200,
    });
    expect(report.photo?.length).toBeGreaterThan(0);
    expect(report.caption).toContain('Prediksi: ');
    expect(report.reply_markup?.inline_keyboard[0]?.[0]?.text).toBe('📄 CSV');

    expect((await hourly()).stats?.datetime_hour).toBeDefined();
    expect((await people.rows('Monitoring')).filter(([key]) => key === hour)).toHaveLength(1);
    expect(await reportsOf(hour)).toHaveLength(1);
  }, 150_000);
});
