import type { Texts } from './id';
import { counted } from './plural';

/**
 * Every text the bots say about a ticket, in English. Labels, worksheets and what stands in their cells are data and keep
 * their own words. Arguments are already escaped HTML.
 */
export const textsEn: Texts = {
  card: {
    title: (group) => `🔎 <b>Needs review</b> · ${group}`,
    noText: '(no text)',
    solving: (solving) => `<b>Solution:</b> ${solving}`,
    files: (links) => `📎 ${links}`,
    file: (url, number) => `<a href="${url}">attachment ${number}</a>`,
    question: 'Choose the right label:',
    similar: (ticket) =>
      `Alike ${ticket.percent}: <b>${ticket.label}</b> · ${ticket.text} → ${ticket.solving}${ticket.link}`,
    decided: (label, approved, by) => `${approved ? '✅ Approved' : '✏️ Corrected'}: <b>${label}</b> by ${by}`,
    withdrawn: '🚫 The ticket was cancelled, no review needed.',
    settled: (label) => `✅ No review needed any more: <b>${label}</b>`,
    retracted: '↩️ The solution was taken back, no review needed.',
    outdated: 'This card has been replaced. See the latest one.',
    already: (label, by) => `Already decided: ${label} by ${by}`,
    lockedBy: (by, until) => `🔒 Under review by ${by} until ${until}`,
    more: '🔎 others…',
    take: '✋ I take it',
    undo: '↩️ Undo',
    done: (label) => `Saved: ${label}`,
    closed: 'This ticket is closed.',
  },
  sheet: {
    unknownLabel: (label, group, link) =>
      `🏷 Label <b>${label}</b> was written into the sheet but is not known · ${group}. Add it with <code>/label add ${label}</code>, or mend the cell. ${link}`,
  },
  review: {
    reminder: (group, since, link) => `⏰ <b>Still waiting for a review</b> · ${group}: since ${since}. ${link}`,
  },
  notice: {
    oncek: (by, group) => `📝 <b>Oncek recorded</b> by ${by} · ${group}`,
    solution: (by, group) => `✅ <b>Solution recorded</b> by ${by} · ${group}`,
    updated: (by, group) => `✏️ <b>Updated</b> by ${by} · ${group}`,
    cancelled: (by, group) => `🚫 <b>Ticket cancelled</b> by ${by} · ${group}`,
    label: (label, percent, source) => `🏷 <b>${label}</b> ${percent}${source}`,
    decided: (label, by) => `🏷 <b>${label}</b> · decided by ${by}`,
    source: { lightgbm: '', hybrid: ' · hybrid', gemini: ' · Gemini' },
    needsReview: '🔎 needs review',
    noModel: '🏷 no label (the model is not ready)',
    noLabel: '🏷 no label (no text to go by)',
    parked: '⚠️ row refused by Google Sheets, an admin has to look at it',
    late: (minutes) => `⏱ LATE (${minutes} minutes)`,
    onTime: (minutes) => `⏱ OK (${minutes} minutes)`,
    pending: '⏳ waiting to be written to the sheet',
    mediaFailed: '📎 the attachment could not be stored',
    link: (url) => `<a href="${url}">see message</a>`,
  },
  worksheet: {
    headings: (sheet, wrong) =>
      `⚠️ <b>The headings of ${sheet} have changed</b>, so the worksheet is not read: ${wrong}. Put the headings back.`,
    missing: (sheet) =>
      `⚠️ <b>There is no worksheet ${sheet}</b> in the spreadsheet. Reports go on with the data read before.`,
    duplicates: (sheet, keys, more) =>
      `⚠️ <b>Message ids that stand twice in ${sheet}</b>: ${keys}${more > 0 ? ` and ${counted(more, 'other')}` : ''}. ` +
      'Only the topmost row counts; delete the other ones.',
  },
  media: {
    tooLarge: (megabytes) =>
      `📎 Attachments over ${megabytes} MB cannot be stored. The ticket is recorded all the same. If need be, edit this message and put a smaller file in its place.`,
  },
  alert: {
    burst: {
      title: (label) => `🚨 <b>A burst of tickets: ${label}</b>`,
      detail: (technicians, tickets, from, to, minutes) =>
        `${counted(technicians, 'technician')}, ${counted(tickets, 'ticket')} between ${from} and ${to} (limit: within ${counted(minutes, 'minute')}). Possibly one and the same outage.`,
      link: (url, number) => `<a href="${url}">ticket ${number}</a>`,
    },
    monitoring: {
      title: (hour) => `📟 <b>Monitoring</b> · hour ${hour}`,
      fired: {
        automation: (value) => `⚠️ Automation ${value}, below 70%.`,
        review: (value) => `⚠️ Needing review ${value}, over 30%.`,
        confidence: (value) => `⚠️ Mean confidence ${value}, below 80%.`,
        pending: (value) => `⚠️ ${counted(value, 'ticket')} waiting for a review, over 50.`,
      },
      cleared: {
        automation: (value) => `✅ Automation is fine again: ${value}.`,
        review: (value) => `✅ The share needing review is fine again: ${value}.`,
        confidence: (value) => `✅ Mean confidence is fine again: ${value}.`,
        pending: (value) => `✅ The review queue is fine again: ${counted(value, 'ticket')}.`,
      },
    },
    modelRefused: (version, former) =>
      `⛔ <b>Model ${version} cannot be loaded</b> (broken, or made by a newer release). ` +
      (former === null
        ? 'There is no other model: new tickets wait for a review until another version serves.'
        : `Model <b>${former}</b> serves on.`) +
      ' Choose another version with /mlflowpromote; the log has the details.',
    webhook: {
      unreachable: (host, id) =>
        `⚠️ <b>Webhook ${host} cannot be reached</b>: a delivery failed for a whole day. Later events still go to subscription <code>${id}</code>; what failed can be sent again by API.`,
      gone: (host, id) =>
        `⛔ <b>Webhook ${host} is switched off</b>: its receiver answered 410. Subscription <code>${id}</code> can be switched on again by API.`,
      failing: (host, id) =>
        `⛔ <b>Webhook ${host} is switched off</b>: nothing arrived for days. Subscription <code>${id}</code> can be switched on again by API.`,
    },
    gemini: {
      'rate-limit':
        '⚠️ <b>Gemini</b>: too many requests in a minute. Tickets go on with LightGBM; doubtful ones wait for a review.',
      quota:
        '⚠️ <b>Gemini</b>: the quota is used up. Tickets go on with LightGBM; doubtful ones wait for a review. Check plan and billing.',
      key: '⚠️ <b>Gemini</b>: the API key was refused. Check GEMINI_API_KEY. Tickets go on with LightGBM.',
      timeout: '⚠️ <b>Gemini</b>: no answer in time. Tickets go on with LightGBM.',
      other: '⚠️ <b>Gemini</b>: cannot be reached. Tickets go on with LightGBM; the log has the details.',
    },
  },
  ledger: {
    blocked: (cause, reason, waiting) =>
      `⛔ <b>The sheet cannot be written</b>: ${cause}.\n<code>${reason}</code>\n${counted(waiting, 'row')} waiting, nothing is overwritten. Once this is mended, rows are written by themselves (or /retryrows).`,
    causes: {
      headings: 'the headings have changed',
      denied: 'access denied, give the service account the right to edit',
      protected: 'the worksheet or the range is protected',
      notFound: 'there is no such spreadsheet',
      unreachable: 'Google Sheets cannot be reached',
      full: 'the spreadsheet is full',
    },
    rolledOver: (title, url) =>
      `📗 The spreadsheet is nearly full. New rows now go to <a href="${url}">${title}</a>; older rows are still updated where they are.`,
    unshared: (reason) =>
      `Not everybody has been given access to that spreadsheet, share it yourself:\n<code>${reason}</code>`,
    cannotRollOver: (title, account, reason) =>
      `⚠️ <b>The spreadsheet is nearly full</b> and a new one cannot be made:\n<code>${reason}</code>\nMake an empty spreadsheet named <code>${title}</code> and share it with <code>${account}</code> as an editor. New rows go there within an hour (or /retryrows).`,
    recovered: (rows) =>
      `✅ The sheet can be written again: <b>${counted(rows, 'row')}</b> that had to wait ${rows === 1 ? 'was' : 'were'} written.`,
    parked: (rows, keys, reason) =>
      `⚠️ <b>${counted(rows, 'row')} refused by Google Sheets</b> and put aside: ${keys}\n<code>${reason}</code>\nTry again with /retryrows.`,
    deleted: (rows, keys) =>
      `🗑 <b>${counted(rows, 'row')} deleted from the sheet</b>, not to be written again: ${keys}`,
    lost: (rows) =>
      `🚨 <b>${counted(rows, 'row')} lost from the store</b> (the file is gone). Check the object store and its backup.`,
    row: (worksheet, key) => `${worksheet} ${key}`,
    more: (count) => `… and ${counted(count, 'other')}`,
  },
  sla: {
    warning: (minutes) => `⏰ No answer yet. <b>${counted(minutes, 'active minute')}</b> left until the SLA target.`,
    breach: (target) => `🚨 The SLA target of <b>${counted(target, 'minute')}</b> has passed without an answer.`,
    breachNotice: (group, target, link) =>
      `🚨 <b>SLA breached</b> · ${group}: no answer after ${counted(target, 'active minute')}. ${link}`,
    escalation: (group, minutes, link) =>
      `🚨 <b>Escalation</b> · ${group}: ${counted(minutes, 'active minute')} without an answer. ${link}`,
  },
  training: {
    failed: (type, message) =>
      `❌ <b>The retraining failed</b> (<code>${type}</code>): ${message}\nThe model in service is unchanged.`,
    weeklyRefused: (reason) => `ℹ️ <b>This week's retraining was not done.</b> ${reason}`,
    refused: {
      nothingUsable: 'There are no rows yet that can be trained on.',
      tooFewRows: (have, need) => `Only ${counted(have, 'row')} can be trained on; at least ${need} are needed.`,
      oneLabel: 'All rows have the same label; a training needs two labels at least.',
      tooFewReviewed: (have, need) =>
        `Only ${have} of the ${need} reviewed rows that are wanted. Train all the same: <code>/retrain force</code>.`,
    },
    marked: (version, counts) =>
      `🏷 Model <b>${version}</b>: ${counted(counts.marked, 'row')} marked <code>TRAINED</code>${counts.skipped > 0 ? `, ${counts.skipped} left alone because changed since the training` : ''}${counts.waiting > 0 ? `, ${counts.waiting} still waiting for Google Sheets` : ''}.`,
    notMarked: (version) =>
      `⚠️ Model <b>${version}</b> serves, but its rows could not be marked <code>TRAINED</code>; the log has the details.`,
  },
  shadow: {
    nothing: (candidate) => `👥 Candidate <b>${candidate}</b> predicts beside it; there is no message to compare yet`,
    agreed: (candidate, share, compared) =>
      `👥 Candidate <b>${candidate}</b> agrees on ${share} of ${counted(compared, 'message')}`,
    auto: (candidate, production) => ` (without review: candidate ${candidate}, Production ${production})`,
    pair: (production, candidate, count) => `   ${production} → ${candidate}: ${count}×`,
    noLabel: 'no label',
  },
  approval: {
    title: (version) => `🧠 <b>Model ${version}</b> waits for an admin's decision`,
    data: (rows, labelCount, trials) =>
      `Training data: ${counted(rows, 'row')}, ${counted(labelCount, 'label')}${trials > 0 ? ` · ${counted(trials, 'trial')}` : ''}`,
    judged: (rows, production) =>
      production === null
        ? `Tested on ${counted(rows, 'row')} held out (no Production yet):`
        : `Tested on ${counted(rows, 'row')} held out, beside Production ${production}:`,
    figures: { macroF1: 'Macro F1', weightedF1: 'Weighted F1', accuracy: 'Accuracy' },
    figure: (name, value, production) =>
      `• ${name}: <b>${value}</b>${production === null ? '' : ` (Production ${production})`}`,
    difference: (value, low, high) => `Difference of macro F1 ${value} (95% interval: ${low} to ${high})`,
    auto: (share, precision) => `Without review: ${share} of the answers, ${precision} of them right`,
    newLabels: (labels) => `🆕 New labels: ${labels}`,
    more: (count) => `+${counted(count, 'other')}`,
    warnings: {
      classesWorse: (count, labels) => `${counted(count, 'label')} got worse: ${labels}`,
      labelsLost: (labels) => `Not known any more: ${labels}`,
      notEvaluated: (labels) => `Cannot be tested, there is only one row: ${labels}`,
      figuresWorse: (difference) => `Macro F1 fell (${difference})`,
      notProven: 'The difference may be chance',
      fewRows: (rows) => `Few rows to test on: ${rows}`,
      productionSawRows: (rows) => `Production was trained on ${rows} of these test rows`,
      promiseMissed: (promised, measured) =>
        `Of the answers without review ${measured} are right, promised were ${promised}`,
      drift: (psi) => `The shares of the labels have shifted since the last training (PSI ${psi})`,
    },
    waiting: (until) => `⏳ Without a decision until ${until} this model is not put into service.`,
    approve: '✅ Use this model',
    reject: '✖️ Reject',
    promoted: (version, by, reason, former) =>
      `🚀 Approved by ${by}${reason === null ? '' : `: ${reason}`}. This model serves within seconds.${former === null || former === version ? '' : ` To go back to the model before (${former}): <code>/mlflowpromote ${former}</code>`}`,
    refused: (by) => `⛔ Approved by ${by}, but it cannot be loaded. The model in service is unchanged.`,
    rejected: (by, reason) => `✖️ Rejected by ${by}${reason === null ? '' : `: ${reason}`}`,
    expired: '⌛ Not decided in time; this model is not put into service.',
    superseded: (newer) => `↪️ Superseded by a newer candidate: ${newer}`,
  },
};
