/** Something that was started. */
export interface Part {
  readonly name: string;
  /** Rejects when the part ends by itself; absent for one that cannot. */
  readonly ended?: Promise<never>;
  stop(): Promise<void>;
}

/** What a start-up is given. */
export interface Starting {
  /** Aborted as soon as all is to stop: whatever takes long gives up then. */
  readonly signal: AbortSignal;
  /** Hands over a part that runs. */
  readonly add: (part: Part) => void;
}

/** How long a start-up may take to give up before the parts it may hang on are stopped under it. */
const GIVE_UP_MS = 10_000;

/**
 * Starts parts, keeps them until somebody asks for the end or one of them ends by itself, and stops them all, last
 * started first, however it came to that. A part that is handed over after stopping began is stopped at once.
 * @param input.asked - aborted when the end is asked for, at any time; before all runs, `onReady` is never called
 * @throws what the start-up, or a part that ended by itself, failed with
 */
export async function runParts(input: {
  asked: AbortSignal;
  start: (starting: Starting) => Promise<void>;
  onReady: () => void;
  onStopping: () => void;
  onStopFailure: (name: string, error: unknown) => void;
}): Promise<void> {
  const { asked, start, onReady, onStopping, onStopFailure } = input;
  const giveUp = new AbortController();
  const running: Part[] = [];
  const lateStops: Promise<void>[] = [];
  let isStopping = false;
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);

  const stopPart = (part: Part): Promise<void> =>
    part.stop().catch((error: unknown) => onStopFailure(part.name, error));
  const add = (part: Part): void => {
    part.ended?.catch(fail);
    if (isStopping) lateStops.push(stopPart(part));
    else running.push(part);
  };

  const end = aborted(asked);
  const started = start({ signal: giveUp.signal, add });
  try {
    await Promise.race([started, failed, end]);
    if (!asked.aborted) {
      onReady();
      await Promise.race([failed, end]);
    }
    onStopping();
  } finally {
    giveUp.abort(new Error('the start was given up'));
    const settled = started.catch(() => undefined);
    await within(GIVE_UP_MS, settled);
    isStopping = true;
    for (const part of running.reverse()) await stopPart(part);
    await settled;
    await Promise.all(lateStops);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
