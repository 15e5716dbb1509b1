/** A change of one record as the journal keeps it: table, key, new value (null: gone). */
export type TableChange = [table: string, key: string, value: unknown];

/** Records by key, in order of first insertion. A record is never changed in place: `put` takes a new one. */
export class Table<T> {
  private readonly records = new Map<string, T>();

  constructor(
    readonly name: string,
    private readonly onChange: (change: TableChange) => void,
  ) {}

  get size(): number {
    return this.records.size;
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  values(): IterableIterator<T> {
    return this.records.values();
  }

  put(key: string, record: T): void {
    this.records.set(key, record);
    this.onChange([this.name, key, record]);
  }

  delete(key: string): void {
    if (this.records.delete(key)) this.onChange([this.name, key, null]);
  }

  /** Takes over a record from the snapshot or the journal, without telling about it. */
  load(key: string, record: T | null): void {
    if (record === null) this.records.delete(key);
    else this.records.set(key, record);
  }

  snapshot(): [string, T][] {
    return [...this.records];
  }
}
