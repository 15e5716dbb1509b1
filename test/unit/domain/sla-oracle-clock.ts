/** The days of the oracle's table: two years, so both half-years of each zone come twice. */
const FROM_MS = Date.UTC(2026, 0, 1);
const END_MS = Date.UTC(2028, 0, 1);
const MINUTE_MS = 60_000;

/** What clocks of a zone show, asked of `Intl` for every single minute of 2026 and 2027. */
export interface OracleClock {
  readonly fromMs: number;
  readonly endMs: number;
  /** Minutes of wall clock since 1970 at a minute of UTC since 1970. */
  wallMinute(utcMinute: number): number;
  /** Instants at which the clocks change. */
  readonly changes: readonly number[];
}

export function oracleClock(timeZone: string): OracleClock {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  const first = FROM_MS / MINUTE_MS;
  const offsets = new Int16Array((END_MS - FROM_MS) / MINUTE_MS);
  const changes: number[] = [];
  const none = Number.NaN;
  for (let index = 0; index < offsets.length; index += 1) {
    // 2026-01-31 08:00
    const text = format.format((first + index) * MINUTE_MS);
    const day = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)));
    const wall = day / MINUTE_MS + Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
    offsets[index] = wall - (first + index);
    if (index > 0 && offsets[index] !== offsets[index - 1]) changes.push((first + index) * MINUTE_MS);
  }
  return {
    fromMs: FROM_MS,
    endMs: END_MS,
    wallMinute: (utcMinute) => utcMinute + (offsets[utcMinute - first] ?? none),
    changes,
  };
}
