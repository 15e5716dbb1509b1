import { readdirSync, readFileSync } from 'node:fs';

/** Ids of the processes that a process (this one by default) has started and that are not gone. Linux only. */
export function ownChildren(pid = process.pid): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readOrNothing(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
}

/** Names of a process' threads; none of one that is gone. Linux only. */
export function threadNames(pid: number): string[] {
  return namesIn(`/proc/${pid}/task`).map((thread) => readOrNothing(`/proc/${pid}/task/${thread}/comm`).trim());
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
