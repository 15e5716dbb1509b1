import { Telegraf } from 'telegraf';
import type { AdminBotDeps } from './context';
import { help } from './features/help';
import { labels } from './features/labels';
import { models } from './features/models';
import { pendingReview } from './features/pending-review';
import { pickerSearch } from './features/picker-search';
import { reportCsv } from './features/report-csv';
import { reports } from './features/reports';
import { approvals } from './features/approvals';
import { retrain } from './features/retrain';
import { retryRows } from './features/retry-rows';
import { reviewButtons } from './features/review-buttons';
import { reviewPicker } from './features/review-picker';
import { reviewUndo } from './features/review-undo';
import { unhandled } from './features/unhandled';
import { migrations } from '../migrations';
import { isAdmin } from './filters/is-admin';
import { readablePress } from './filters/readable-press';

/**
 * The bot of the admins: commands in their private chats, buttons of review cards wherever a card is. `handleUpdate`
 * throws where another try may succeed.
 */
export function createAdminBot(deps: AdminBotDeps): Telegraf {
  const bot = new Telegraf(deps.token, {
    // A time-out would report an update as failed while it still may succeed.
    handlerTimeout: Infinity,
    telegram: { apiRoot: deps.apiRoot, webhookReply: false },
  });
  bot.botInfo = deps.me;
  bot.catch((error) => {
    throw error;
  });
  bot.use(migrations(deps));
  bot.on(['message', 'callback_query'], isAdmin({ ...deps, ...deps.config.telegram }));
  bot.use(
    readablePress(deps),
    pendingReview(deps),
    reviewButtons(deps),
    reviewPicker(deps),
    pickerSearch(deps),
    reviewUndo(deps),
  );
  bot.use(reports(deps), reportCsv(deps), help(deps), models(deps), labels(deps));
  bot.use(retrain(deps), approvals(deps), retryRows(deps), unhandled(deps));
  return bot;
}
