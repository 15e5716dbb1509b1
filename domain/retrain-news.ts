import { cutWithEllipsis, escapeHtml } from './html';
import { texts } from './texts';

/** What admins are told when a retraining ended without a candidate. */
export function renderRetrainFailure({ type, message }: { readonly type: string; readonly message: string }): string {
  return texts.training.failed(escapeHtml(type), escapeHtml(cutWithEllipsis(message, 300)));
}

/** What became of the rows that the promoted model was trained on. @param result - null: they could not be marked */
export function renderMarked(
  version: string,
  result: {
    readonly wanted: number;
    readonly marked: number;
    readonly skipped: number;
    readonly waiting: number;
  } | null,
): string {
  const name = escapeHtml(version);
  return result === null ? texts.training.notMarked(name) : texts.training.marked(name, result);
}
