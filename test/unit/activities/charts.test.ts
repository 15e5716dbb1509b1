import { writeFileSync } from 'node:fs';
import { createChartRenderer, type ChartRenderer } from '../../../activities/charts/renderer';
import { automationChart, responseChart, slaChart, symptomChart } from '../../../activities/charts/specs';
import { botTextsIn } from '../../../bots/texts/texts-in';

const texts = botTextsIn('id').charts;
const days = Array.from({ length: 24 }, (_, index) => ({
  day: `2026-11-${String(index + 1).padStart(2, '0')}`,
  met: 20 + ((index * 7) % 15),
  late: (index * 5) % 9,
  p50Min: index === 3 ? null : 4 + (index % 5),
  p90Min: index === 3 ? null : 11 + (index % 8),
}));
const charts = {
  sla: slaChart(days, texts),
  response: responseChart(days, 15, texts),
  symptoms: symptomChart(
    [
      { name: 'KENDALA USERNAME AND PASSWORD MISMATCH', count: 41 },
      { name: 'KENDALA LOGIN & <OTP> "é"', count: 17 },
      { name: 'USER AUTH LOCKED', count: 3 },
    ],
    texts,
  ),
  automation: automationChart(
    days.map(({ day, met, late }) => ({ day, total: met + late, auto: met })),
    texts,
  ),
};

const pictures = {
  ...Object.fromEntries(Object.entries(charts).map(([name, spec]) => [name, [spec]])),
  stacked: [charts.sla, charts.response, charts.symptoms],
};

let renderer: ChartRenderer;
beforeAll(() => (renderer = createChartRenderer()));
afterAll(() => renderer.close());

/** Width and height as a PNG's header says them. */
function sizeOf(png: Uint8Array): { width: number; height: number } {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

test.each(Object.entries(pictures))('%s becomes a picture for a phone', async (name, specs) => {
  const png = await renderer.png(specs);
  if (process.env.ONCEK_KEEP_CHARTS) writeFileSync(`${process.env.ONCEK_KEEP_CHARTS}/${name}.png`, png);
  const { width, height } = sizeOf(png);
  // Twice as wide as a phone shows it, whatever stands on it: a wider chart would make all letters smaller.
  expect(width).toBe(2 * 398);
  expect(height).toBeGreaterThan(300);
  expect(png.byteLength).toBeLessThan(300_000);
});

test('the picture of a month stays under 2,000 pixels high: Telegram scales the longer side to 1,280', async () => {
  const symptoms = Array.from({ length: 10 }, (_, index) => ({ name: `KENDALA NOMOR ${index}`, count: 10 - index }));
  const { height } = sizeOf(await renderer.png([charts.sla, charts.response, symptomChart(symptoms, texts)]));
  expect(height).toBeLessThan(2_000);
});

test('a day’s bar is its compliance: 3 in time and 1 late are 75 % and 25 %; a day nobody was judged on has none', () => {
  const none = { p50Min: null, p90Min: null };
  const { data } = slaChart(
    [
      { day: '2026-11-01', met: 3, late: 1, ...none },
      { day: '2026-11-02', met: 0, late: 0, ...none },
    ],
    texts,
  );
  expect((data as { values: unknown[] }).values).toEqual([
    { day: '2026-11-01', kind: 'OK', place: 0, percent: 75 },
    { day: '2026-11-01', kind: 'TERLAMBAT', place: 1, percent: 25 },
  ]);
});

test('of many days only every so many-th is written, of few each', () => {
  const dates = (count: number) => {
    const { encoding } = automationChart(
      days.slice(0, count).map(({ day }) => ({ day, total: 1, auto: 1 })),
      texts,
    ) as unknown as { encoding: { x: { axis: { values: string[] } } } };
    return encoding.x.axis.values.map((day) => Number(day.slice(8)));
  };
  expect(dates(6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(dates(7)).toEqual([1, 3, 5, 7]);
  expect(dates(24)).toEqual([1, 5, 9, 13, 17, 21]);
});

test('a chart without data is an empty picture, not an error', async () => {
  expect(sizeOf(await renderer.png([slaChart([], texts)])).width).toBeGreaterThan(0);
});

test('letters are drawn though the machine has no fonts: text changes the picture', async () => {
  const [a, b] = await Promise.all(['A', 'B'].map((name) => renderer.png([symptomChart([{ name, count: 1 }], texts)])));
  expect(Buffer.compare(Buffer.from(a!), Buffer.from(b!))).not.toBe(0);
});

test('a specification that names a file or an address gets no data from there', async () => {
  const empty = await renderer.png([{ ...charts.automation, data: { values: [] } }]);
  for (const url of [`file://${__filename}`, 'http://127.0.0.1:9/x.json']) {
    const outside = await renderer.png([{ ...charts.automation, data: { url } }]);
    expect(Buffer.compare(Buffer.from(outside), Buffer.from(empty))).toBe(0);
  }
});

test('what is no specification is refused with the reason', async () => {
  await expect(renderer.png([{ mark: 'no such mark' }])).rejects.toThrow('the chart cannot be drawn');
});

test('a renderer that was closed draws again', async () => {
  const other = createChartRenderer({ idleMs: 10 });
  await other.png([charts.automation]);
  await other.close();
  expect((await other.png([charts.automation])).byteLength).toBeGreaterThan(1_000);
  await other.close();
});
