import type { Router } from 'express';
import type { FaultBoard } from './faults';

/** The outside services the sandbox stands in for; the same words name them in faults, events and the state file. */
export const SERVICE_NAMES = ['telegram', 'sheets', 'gemini', 'token', 'drive'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Where the sandbox writes what an operator should see; pino's loggers fit. */
export interface SandboxLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What the core gives one service. */
export interface SandboxCore {
  /** The sandbox's clock; every instant a service stores or answers comes from here. */
  readonly clock: () => Date;
  readonly faults: FaultBoard;
  readonly log: SandboxLog;
  /**
   * Tells that the service's state changed.
   * @param entry - plain JSON that `replay` can apply again: it is appended to the journal before this returns, so the
   *   change survives a killed process. Without it the whole snapshot is saved some 100 ms later.
   */
  changed(entry?: unknown): void;
  /** Tells live pages (`GET /events`) that something happened; `kind` is a word of the service's own. */
  publish(event: { kind: string } & Record<string, unknown>): void;
}

/** One stand-in. Its paths start at the root of the server, as the real SDKs expect (`/v4/spreadsheets/…`). */
export interface SandboxService {
  readonly name: ServiceName;
  /** Called once, after `restore` and the replay. Bodies arrive parsed (`req.body`), see server.ts. */
  routes(router: Router, core: SandboxCore): void;
  /** The whole state as plain JSON. */
  snapshot(): unknown;
  /** Takes over what `snapshot` returned in an earlier life; not called on the first start. */
  restore(state: unknown): void;
  /** Applies an entry given to `changed`, in the order they were given. Needed only by services that pass entries. */
  replay?(entry: unknown): void;
  /** Stops what the service runs by itself (timers, deliveries). */
  close?(): Promise<void> | void;
}
