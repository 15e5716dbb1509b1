import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PartName } from '../../workers/part-names';
import { createProgram, type Program } from './program';

/** A part of the product in a process of its own. */
export interface Service extends Program {
  /** Puts its wall clock forward or back while it runs; 0 puts it right. Without libfaketime it cannot be done. */
  readonly setClock: ((seconds: number) => void) | null;
  /** From its next start on it runs the code of another build. @param root - folder like `dist/` */
  runFrom(root: string): void;
}

/** @param options.fakeTime - file of libfaketime; null: clocks are the machine's */
export function createService(
  part: PartName,
  options: { env: Readonly<Record<string, string>>; folder: string; fakeTime: string | null },
): Service {
  const { env, folder, fakeTime } = options;
  let root = path.resolve(__dirname, '../..');
  const clockFile = path.join(folder, `${part}.clock`);
  const setClock = (seconds: number): void => writeFileSync(clockFile, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  if (fakeTime !== null) setClock(0);
  const clock = fakeTime === null ? {} : clockSettings(fakeTime, clockFile);
  const program = createProgram(part, () => ({
    command: process.execPath,
    args: [path.join(root, 'workers/main.js'), part],
    env: { ...env, ...clock },
    cwd: folder,
    logFile: path.join(folder, 'logs', `${part}.log`),
    isReady: (output) => output.includes('"msg":"ready"'),
  }));
  return {
    ...program,
    setClock: fakeTime === null ? null : setClock,
    runFrom(other) {
      root = other;
    },
  };
}

/** Only the wall clock steps, as when somebody sets it: timers go by the monotonic one. */
function clockSettings(fakeTime: string, clockFile: string): Record<string, string> {
  return {
    LD_PRELOAD: fakeTime,
    FAKETIME_TIMESTAMP_FILE: clockFile,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_CACHE_DURATION: '1',
  };
}
