/** A promotion asked for by a button. */
export interface PromotePress {
  readonly version: string;
  /** What served when the question was asked: meanwhile somebody else may have promoted. null: nothing did. */
  readonly current: string | null;
  readonly isConfirmed: boolean;
}

const VERSION = /^[A-Za-z0-9][A-Za-z0-9.-]{0,26}$/;
const PROMOTE = /^mp:([yn]):([A-Za-z0-9.-]{1,27}):([A-Za-z0-9.-]{0,27})$/;
const PAGE = /^ml:(\d{1,4})$/;

/** Whether a version's name fits into a button twice. */
export function isVersionName(text: string): boolean {
  return VERSION.test(text);
}

/** @returns at most 60 bytes */
export function promoteData({ version, current, isConfirmed }: PromotePress): string {
  return `mp:${isConfirmed ? 'y' : 'n'}:${version}:${current ?? ''}`;
}

/** null: the data is of another button */
export function parsePromoteData(data: string): PromotePress | null {
  const [, answer, version, current] = PROMOTE.exec(data) ?? [];
  if (version === undefined) return null;
  return { version, current: current || null, isConfirmed: answer === 'y' };
}

/** @param page - counted from 0 */
export function versionsData(page: number): string {
  return `ml:${page}`;
}

/** null: the data is of another button */
export function parseVersionsData(data: string): number | null {
  const page = PAGE.exec(data)?.[1];
  return page === undefined ? null : Number(page);
}
