import { setImmediate as nextTurn } from 'node:timers/promises';
import { TRACKING_TEXT_CHARS } from '../../domain/tracking-row';
import type { LabelledSource, TeacherSource, TrackingSource } from '../../domain/training-rows';
import type { TrainingSources } from '../../domain/training-set';
import { trainingText } from '../../domain/training-text';
import type { TeacherAnswers } from '../mirror/teacher-answers';
import type { MirroredRow, TrainingSourceRows } from '../mirror/training-sources';

export interface ReadSourcesDeps {
  readonly rows: TrainingSourceRows;
  readonly answers: Pick<TeacherAnswers, 'list'>;
  /** Called now and then: a heartbeat, and where a cancellation ends the reading by throwing. */
  readonly onProgress: () => void;
}

/** Rows cleaned between two chances for the event loop: some milliseconds. */
const ROWS_PER_TURN = 100;
const ANSWERS_PER_PAGE = 1_000;
/** ML_Tracking holds the start of a text; a text of nearly this length is taken for one that was cut. */
const NEARLY_CUT = Math.floor(0.9 * TRACKING_TEXT_CHARS);

/** All that a training set may be made of, cleaned and masked as it is read: no personal data is held on to. */
export async function readSources(deps: ReadSourcesDeps, spreadsheetIds: readonly string[]): Promise<TrainingSources> {
  const logs: LabelledSource[] = [];
  const whole = new Map<string, Pick<MirroredRow, 'text' | 'solving'>>();
  const cut = await keysOfCutRows(deps, spreadsheetIds);
  for (const spreadsheetId of spreadsheetIds) {
    for await (const page of deps.rows.logs(spreadsheetId)) {
      for (const row of page) if (cut.has(row.key)) whole.set(row.key, { text: row.text, solving: row.solving });
      await inTurns(deps, page, (row) => logs.push({ ...clean(row), worksheet: 'Logs' }));
    }
  }
  const tracking: TrackingSource[] = [];
  for (const spreadsheetId of spreadsheetIds) {
    for await (const page of deps.rows.tracking(spreadsheetId)) {
      await inTurns(deps, page, (row) => {
        const full = whole.get(row.key);
        const [text, solving] = [wholeText(row.text, full?.text), wholeText(row.solving, full?.solving)];
        tracking.push({ ...clean({ ...row, text, solving }), worksheet: 'ML_Tracking', status: row.status });
      });
    }
  }
  return { tracking, logs, answers: await readAnswers(deps) };
}

async function keysOfCutRows({ rows }: ReadSourcesDeps, spreadsheetIds: readonly string[]): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const spreadsheetId of spreadsheetIds) {
    for await (const page of rows.tracking(spreadsheetId)) {
      for (const { key, text, solving } of page) if (mayBeCut(text) || mayBeCut(solving)) keys.add(key);
    }
  }
  return keys;
}

function mayBeCut(text: string): boolean {
  return text.length >= NEARLY_CUT && text.length <= TRACKING_TEXT_CHARS;
}

/** A prediction reads the whole text, so a row of ML_Tracking is learned with what Logs has beyond its 500 characters. */
function wholeText(text: string, inLogs: string | undefined): string {
  return inLogs !== undefined && mayBeCut(text) && inLogs.startsWith(text) ? inLogs : text;
}

function clean(row: MirroredRow): Omit<LabelledSource, 'worksheet'> {
  const { spreadsheetId, key, rowHash, text, solving, labelCell, at } = row;
  const cleaned = { problem: trainingText(text), solving: trainingText(solving) };
  return { spreadsheetId, key, rowHash, ...cleaned, labelCell, at };
}

async function readAnswers(deps: ReadSourcesDeps): Promise<TeacherSource[]> {
  const answers = new Map<string, TeacherSource>();
  let after: string | undefined;
  for (;;) {
    const page = await deps.answers.list({ after, limit: ANSWERS_PER_PAGE });
    await inTurns(deps, page, ({ problem, solving, label, confidence, teacher, at }) => {
      const source = { problem: trainingText(problem), solving: trainingText(solving), label, confidence, teacher, at };
      answers.set(JSON.stringify([problem, solving, teacher]), source);
    });
    const last = page.at(-1)?.at;
    if (last === undefined || page.length < ANSWERS_PER_PAGE) return [...answers.values()];
    // Answers of one instant may stand on both sides of a page's end: that instant is read again.
    after = last === page[0]?.at ? last : (page.findLast(({ at }) => at < last)?.at ?? last);
  }
}

async function inTurns<T>({ onProgress }: ReadSourcesDeps, items: readonly T[], use: (item: T) => void): Promise<void> {
  for (let start = 0; start < items.length; start += ROWS_PER_TURN) {
    for (const item of items.slice(start, start + ROWS_PER_TURN)) use(item);
    onProgress();
    await nextTurn();
  }
}
