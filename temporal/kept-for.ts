/** An answer that serves all who ask within a while. */
export interface Kept<T> {
  /** The last answer while it is fresh, else a new one; one that failed serves nobody after it. */
  get(): Promise<T>;
  /** Whether the last answer was asked for at an instant (ms of the clock) or later. */
  askedSince(atMs: number): boolean;
  /** Whoever asks next gets a new answer. */
  forget(): void;
}

/** Keeps the answer to a question for some time. @param now - the clock, in ms */
export function keptFor<T>(freshMs: number, ask: () => Promise<T>, now: () => number): Kept<T> {
  let kept: { readonly answer: Promise<T>; readonly atMs: number } | null = null;
  return {
    get() {
      if (kept && now() - kept.atMs < freshMs) return kept.answer;
      const asked = { answer: ask(), atMs: now() };
      asked.answer.catch(() => (kept = kept === asked ? null : kept));
      kept = asked;
      return asked.answer;
    },
    askedSince: (atMs) => kept !== null && kept.atMs >= atMs,
    forget: () => void (kept = null),
  };
}
