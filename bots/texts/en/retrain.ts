import { counted } from '../../../domain/texts/plural';
import type { RetrainTexts } from '../id/retrain';

/**
 * What the admin bot says of retraining, in English. Arguments are already escaped HTML, except in `press`, which Telegram
 * shows as plain text.
 */
export const retrainTextsEn: RetrainTexts = {
  usage: [
    '🧠 Usage:',
    '<code>/retrain</code> train again with the fixed parameters',
    '<code>/retrain tune</code> search for better parameters, 20 trials',
    '<code>/retrain tune 50</code> search for better parameters, 1 to 200 trials',
    '<code>/retrain force</code> train although too few rows were reviewed; goes together with the others, as in <code>/retrain force tune 50</code>',
  ].join('\n'),
  question: {
    title: '🧠 <b>Start a retraining?</b>',
    fixed: 'Fixed parameters',
    search: (count) => `Search for better parameters: ${counted(count, 'trial')}`,
    forced: '⚠️ Forced: fewer rows may have been reviewed than are wanted',
    unread: '⏳ The spreadsheet has not been read yet; the training waits until it is.',
    promise: 'The new model is not used before an admin approves it.',
    yes: '✅ Yes, start',
    no: '✖️ No',
  },
  mend: {
    SheetHeadings: '⚠️ The headings of the spreadsheet are not those that are known: mend them, then train again.',
    SheetNotFound:
      '⚠️ A worksheet is gone from the spreadsheet: bring it back from the version history, then train again.',
  },
  notStarted: '✖️ No training was started.',
  refused: {
    nothingUsable: 'ℹ️ There is no row to train on yet.',
    tooFewRows: (have, need) =>
      `ℹ️ Only ${counted(have, 'row')} to train on; at least ${need} are needed, with <code>force</code>, too.`,
    oneLabel: 'ℹ️ All rows have the same label; training needs at least two labels.',
    tooFewReviewed: (have, need) =>
      `ℹ️ Only ${have} of the ${need} reviewed rows that are wanted. To train all the same: <code>/retrain force</code>.`,
  },
  status: {
    title: '🧠 <b>Readiness for a retraining</b>',
    ready: '✅ There are enough data to train on.',
    reviewed: (reviewed, need) => `Reviewed: <b>${reviewed}</b> (wanted ${need})`,
    trained: (have) => `• trained on already: ${have}`,
    untrained: (have) => `• not trained on yet: ${have}`,
    auto: (have) => `Approved automatically: ${have}`,
    rows: (have, need) => `To train on: <b>${have}</b> rows (minimum ${need})`,
    labels: (have) => `Most frequent of ${counted(have, 'label')}:`,
    label: (label, have) => `• ${label}: ${have}`,
    newLabel: (label, have) => `• 🆕 ${label}: ${have}`,
    last: 'The last training:',
    never: 'There has been no training yet.',
  },
  progress: {
    title: (by) => `🧠 <b>Retraining</b> · ${by}`,
    weekly: 'weekly schedule',
    phase: (phase) => `Phase: <b>${phase}</b>`,
    phases: {
      snapshot: 'gathering the training data',
      trials: 'searching for parameters',
      holdOut: 'training to be tested',
      evaluate: 'testing',
      final: 'training the final model',
      register: 'registering the model',
      over: 'over',
    },
    bar: (bar, percent) => `<code>${bar}</code> ${percent}`,
    elapsed: (time, rest) => `Running for ${time}${rest === null ? '' : `, about ${rest} left`}`,
    hours: (hours, minutes) => `${counted(hours, 'hour')} ${counted(minutes, 'minute')}`,
    minutes: (minutes) => counted(minutes, 'minute'),
    seconds: (seconds) => counted(seconds, 'second'),
    data: (rows, labels) => `Data: ${counted(rows, 'row')}, ${counted(labels, 'label')}`,
    features: (have) => `Text features: ${have}`,
    trials: (count, total) => `Trials: ${count} of ${total}`,
    pruned: (count) => `${count} stopped early`,
    failed: (count) => `${count} failed`,
    best: (value) => `Best macro F1: <b>${value}</b>`,
    stop: '✖️ Stop',
    candidate: (version, time) => `✅ Done in ${time}: model <b>${version}</b> waits for an admin's decision.`,
    figures: (macro, current) => `Macro F1 <b>${macro}</b>${current === null ? '' : ` (Production ${current})`}`,
    cancelled: (time) => `✖️ Stopped after ${time}. Nothing was changed.`,
    ended: (type, time) => `❌ Failed after ${time} (<code>${type}</code>). Nothing was changed.`,
  },
  stop: {
    question: '✖️ Stop the training that is running? What it has found so far is lost.',
    yes: '✅ Yes, stop',
    no: 'Go on',
    asked: '✖️ The training is being stopped.',
    over: 'ℹ️ That training is over.',
    kept: '▶️ The training goes on.',
  },
  press: {
    started: 'The training has been started.',
    running: 'Another training is running; its progress is shown here.',
    promoted: (version) => `Model ${version} is approved and serves within seconds.`,
    unservable: (version) => `Model ${version} cannot be loaded; the model before it serves on.`,
    rejected: (version) => `Model ${version} is rejected; the model in service is unchanged.`,
    wasApproved: (version, by) => `Model ${version} was approved by ${by} before.`,
    wasRejected: (version, by) => `Model ${version} was rejected by ${by} before.`,
    expired: (version) => `The time to decide on model ${version} is over.`,
    superseded: (version) => `Model ${version} has been superseded by a newer one.`,
    unknown: (version) => `No decision is waited for on model ${version}.`,
  },
};
