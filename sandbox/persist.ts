import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SandboxLog } from './service';

const SAVE_DELAY_MS = 100;
/** A save may take at most a tenth of the time: after a slow one the next waits this many times as long. */
const SAVE_SHARE = 10;
const JOURNAL_LIMIT_BYTES = 8_000_000;
const FORMAT = 1;

/** Why: the file was edited by hand, or belongs to another version. Nothing is overwritten; remove or move the file. */
export class StateFileUnreadable extends Error {
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(`The sandbox cannot read its state file ${path}: move it away to start with a fresh demo world`, { cause });
    this.name = 'StateFileUnreadable';
  }
}

/** What an earlier life left: whole states by service, and the journal entries made after them, in order. */
export interface SavedState {
  states: Record<string, unknown>;
  entries: { service: string; entry: unknown }[];
}

interface Snapshot extends Pick<SavedState, 'states'> {
  format: typeof FORMAT;
  /** Journals with this number and later ones are newer than the snapshot. */
  generation: number;
}

/**
 * The sandbox's memory over restarts: `<path>` is the snapshot (written beside and renamed), `<path>.<n>.journal` the
 * entries since. Appending is synchronous, so what a client was told is there after a killed process; the file is not
 * synced to the disk, so a power cut may lose the end.
 */
export class StateFile {
  private generation = 0;
  private journal: number | undefined;
  private journalBytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private saving: Promise<void> | undefined;
  private isClosed = false;
  private saveDelayMs = SAVE_DELAY_MS;

  /** @param collect - returns the whole states by service, called at each save */
  constructor(
    private readonly path: string,
    private readonly collect: () => Record<string, unknown>,
    private readonly log: SandboxLog,
  ) {}

  /** @throws StateFileUnreadable when the snapshot or a journal line (but the last) is no JSON of ours */
  load(): SavedState {
    mkdirSync(dirname(this.path), { recursive: true });
    try {
      const snapshot = existsSync(this.path) ? readSnapshot(this.path) : { states: {}, generation: 0 };
      const journals = this.journals().filter((number) => number >= snapshot.generation);
      const entries = journals.flatMap((number) => readJournal(this.journalPath(number)));
      this.openJournal(Math.max(snapshot.generation, ...journals) + 1);
      return { states: snapshot.states, entries };
    } catch (error) {
      throw new StateFileUnreadable(this.path, error);
    }
  }

  append(service: string, entry: unknown): void {
    if (this.journal === undefined) return;
    const line = JSON.stringify([service, entry]) + '\n';
    appendFileSync(this.journal, line);
    this.journalBytes += line.length;
    if (this.journalBytes > JOURNAL_LIMIT_BYTES) this.requestSave();
  }

  requestSave(): void {
    if (this.timer || this.isClosed) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.save().catch((error: unknown) => {
        this.log.warn(
          { error: String(error), path: this.path },
          'the sandbox could not save its state; will try again',
        );
        this.requestSave();
      });
    }, this.saveDelayMs);
  }

  /** Saves what is not saved yet. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.save();
    if (this.journal !== undefined) closeSync(this.journal);
    this.journal = undefined;
    rmSync(this.journalPath(this.generation), { force: true });
  }

  private async save(): Promise<void> {
    while (this.saving) await this.saving.catch(() => undefined);
    this.saving = this.write();
    try {
      await this.saving;
    } finally {
      this.saving = undefined;
    }
  }

  private async write(): Promise<void> {
    const startedAt = performance.now();
    this.openJournal(this.generation + 1);
    const generation = this.generation;
    const snapshot: Snapshot = { format: FORMAT, generation, states: this.collect() };
    const text = JSON.stringify(snapshot);
    const temporary = `${this.path}.tmp`;
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.path);
    for (const number of this.journals()) {
      if (number < generation) rmSync(this.journalPath(number), { force: true });
    }
    this.saveDelayMs = Math.max(SAVE_DELAY_MS, SAVE_SHARE * (performance.now() - startedAt));
  }

  private openJournal(generation: number): void {
    const next = openSync(this.journalPath(generation), 'a');
    if (this.journal !== undefined) closeSync(this.journal);
    this.journal = next;
    this.generation = generation;
    this.journalBytes = 0;
  }

  private journalPath(number: number): string {
    return `${this.path}.${number}.journal`;
  }

  private journals(): number[] {
    const prefix = `${basename(this.path)}.`;
    return readdirSync(dirname(join(this.path)))
      .filter((name) => name.startsWith(prefix) && name.endsWith('.journal'))
      .map((name) => Number(name.slice(prefix.length, -'.journal'.length)))
      .filter((number) => Number.isSafeInteger(number))
      .sort((a, b) => a - b);
  }
}

function readSnapshot(path: string): Pick<Snapshot, 'states' | 'generation'> {
  const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Snapshot> | null;
  if (value?.format !== FORMAT || typeof value.generation !== 'number' || typeof value.states !== 'object') {
    throw new Error(`not a sandbox state of format ${FORMAT}`);
  }
  return { states: value.states, generation: value.generation };
}

function readJournal(path: string): SavedState['entries'] {
  const lines = readFileSync(path, 'utf8').split('\n');
  // A process killed while appending leaves half a line; its client was never answered.
  lines.pop();
  return lines.map((line) => {
    const [service, entry] = JSON.parse(line) as [string, unknown];
    return { service, entry };
  });
}
