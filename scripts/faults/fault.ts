/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** Faults of one track come one after the other, those of several tracks beside each other. */
  readonly track: string;
  /** Takes so long that it comes only once, by itself. */
  readonly isLong?: boolean;
  /** Whoever runs into it sees it until this resolves. */
  inject(): Promise<void>;
}

/** One fault that was. */
export interface Injected {
  readonly name: string;
  /** Not beside others. */
  readonly isAlone: boolean;
  readonly startedMs: number;
  readonly endedMs: number;
}
