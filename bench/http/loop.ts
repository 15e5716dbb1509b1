const MS = 1_000;

/**
 * The 99th percentile of an API process' event-loop delay while something runs, in ms. Its histogram begins anew with
 * each look at its metrics, and holds the 10 ms between two looks of its own.
 */
export async function loopP99Ms(api: string, run: () => Promise<unknown>): Promise<number> {
  await lagOf(api);
  await run();
  return (await lagOf(api)) * MS;
}

async function lagOf(api: string): Promise<number> {
  const text = await (await fetch(`${api}/metrics`)).text();
  const line = /^nodejs_eventloop_lag_p99_seconds(?:\{[^}]*\})? (\S+)$/m.exec(text);
  if (!line) throw new Error('the API does not tell its event-loop delay');
  return Number(line[1]);
}
