import { z } from 'zod';
import { SERVICE_NAMES, type ServiceName } from './service';

/** What can go wrong: before the request is applied, after it, or in the delivery of updates and rows. */
export const FAULT_KINDS = ['status', 'delay', 'drop', 'afterApply', 'duplicate', 'reorder', 'sortBetween'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** The body of `POST /faults`. */
export const faultRequestSchema = z
  .strictObject({
    service: z.enum(SERVICE_NAMES),
    /** The service's own method name (`sendMessage`, `batchUpdate`), any case; absent: every method. */
    method: z.string().min(1).optional(),
    kind: z.enum(FAULT_KINDS),
    /** Answered by `status` (default 500), and by `afterApply` instead of a broken connection. */
    status: z.int().min(400).max(599).optional(),
    /** Seconds, told to the client the way the service tells them. */
    retryAfter: z.int().min(0).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    /** How many requests are hit; default 1, or unlimited where `forMs` is given. */
    times: z.int().min(1).optional(),
    /** The fault is over after this time, hit or not. */
    forMs: z.int().min(1).optional(),
  })
  .refine((fault) => fault.kind !== 'delay' || fault.delayMs !== undefined, {
    path: ['delayMs'],
    message: 'a delay needs delayMs',
  });
export type FaultRequest = z.infer<typeof faultRequestSchema>;

/** An injected fault with its counts, as `GET /faults` shows it. */
export interface Fault extends FaultRequest {
  readonly id: number;
  readonly injectedAt: string;
  /** How many requests or deliveries it has hit so far. */
  hits: number;
  /** Hits still to come; null: unlimited until `expiresAt`. */
  left: number | null;
  readonly expiresAt: string | null;
}

/** Holds the injected faults of all services. Faults live in memory only: a restart clears them. */
export class FaultBoard {
  private faults: Fault[] = [];
  private nextId = 1;

  /** @param onChange - told when a fault came, hit or went, so that live pages can look again */
  constructor(
    private readonly clock: () => Date,
    private readonly onChange: () => void = () => undefined,
  ) {}

  inject(request: FaultRequest): Fault {
    const now = this.clock().getTime();
    const fault: Fault = {
      ...request,
      id: this.nextId++,
      injectedAt: new Date(now).toISOString(),
      hits: 0,
      left: request.times ?? (request.forMs === undefined ? 1 : null),
      expiresAt: request.forMs === undefined ? null : new Date(now + request.forMs).toISOString(),
    };
    this.faults.push(fault);
    this.onChange();
    return fault;
  }

  /** All faults since the last `clear`, used up ones too, oldest first. */
  list(): readonly Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
    this.onChange();
  }

  /** Takes one fault away, used up or not. @returns false where there is none with that id */
  remove(id: number): boolean {
    const rest = this.faults.filter((fault) => fault.id !== id);
    if (rest.length === this.faults.length) return false;
    this.faults = rest;
    this.onChange();
    return true;
  }

  /** The oldest live fault of these kinds for a method, without counting a hit. */
  peek(service: ServiceName, method: string, kinds: readonly FaultKind[]): Fault | undefined {
    const now = this.clock().getTime();
    return this.faults.find(
      (fault) =>
        fault.service === service &&
        kinds.includes(fault.kind) &&
        (fault.method === undefined || fault.method.toLowerCase() === method.toLowerCase()) &&
        fault.left !== 0 &&
        (fault.expiresAt === null || now < Date.parse(fault.expiresAt)),
    );
  }

  /** As `peek`, and counts the hit. */
  take(service: ServiceName, method: string, kinds: readonly FaultKind[]): Fault | undefined {
    const fault = this.peek(service, method, kinds);
    if (!fault) return undefined;
    fault.hits += 1;
    if (fault.left !== null) fault.left -= 1;
    this.onChange();
    return fault;
  }
}
