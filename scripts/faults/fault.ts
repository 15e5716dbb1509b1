/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** Faults of one track come one after the other, those of several tracks beside each other. */
  readonly track: string;
  /** Takes so long, or leaves so much behind, that it comes only once. */
  readonly isLong?: boolean;
  /**
   * Whoever runs into it sees it until this resolves.
   * @returns where it consists of several: from when to when each was; default: one, as long as this took
   */
  inject(): Promise<readonly Span[] | void>;
}

/** Milliseconds of Unix time. */
export interface Span {
  readonly startedMs: number;
  readonly endedMs: number;
}

/** One fault that was. */
export interface Injected extends Span {
  readonly name: string;
  /** Not beside others. */
  readonly isAlone: boolean;
}
