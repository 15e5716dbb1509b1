/** @typedef {import('../../../faults').FaultRequest} FaultRequest */
/** @typedef {import('../shared/language.js').TextKey} TextKey */
/**
 * A fault worth seeing, with what the product should make of it.
 * @typedef {{ title: TextKey, about: TextKey, fault: FaultRequest }} Preset
 */

/** @type {readonly Preset[]} */
export const PRESETS = [
  {
    title: 'faultRateLimit',
    about: 'faultRateLimitAbout',
    fault: { service: 'telegram', method: 'sendMessage', kind: 'status', status: 429, retryAfter: 5, times: 3 },
  },
  {
    title: 'faultTelegramDown',
    about: 'faultTelegramDownAbout',
    fault: { service: 'telegram', kind: 'status', status: 502, forMs: 30_000 },
  },
  {
    title: 'faultSentTwice',
    about: 'faultSentTwiceAbout',
    fault: { service: 'telegram', method: 'sendMessage', kind: 'afterApply', times: 1 },
  },
  {
    title: 'faultDuplicate',
    about: 'faultDuplicateAbout',
    fault: { service: 'telegram', method: 'getUpdates', kind: 'duplicate', times: 3 },
  },
  {
    title: 'faultCutLine',
    about: 'faultCutLineAbout',
    fault: { service: 'sheets', method: 'batchUpdate', kind: 'afterApply', times: 1 },
  },
  {
    title: 'faultSheetsDown',
    about: 'faultSheetsDownAbout',
    fault: { service: 'sheets', kind: 'status', status: 503, forMs: 30_000 },
  },
  {
    title: 'faultQuota',
    about: 'faultQuotaAbout',
    fault: { service: 'sheets', method: 'batchUpdate', kind: 'status', status: 429, retryAfter: 10, times: 2 },
  },
  {
    title: 'faultSorted',
    about: 'faultSortedAbout',
    fault: { service: 'sheets', kind: 'sortBetween', times: 1 },
  },
  {
    title: 'faultGeminiDown',
    about: 'faultGeminiDownAbout',
    fault: { service: 'gemini', kind: 'status', status: 500, forMs: 60_000 },
  },
  {
    title: 'faultGeminiQuota',
    about: 'faultGeminiQuotaAbout',
    fault: { service: 'gemini', kind: 'status', status: 429, retryAfter: 30, times: 5 },
  },
];

/** @type {Record<FaultRequest['kind'], TextKey>} */
export const KIND_TEXTS = {
  status: 'kindStatus',
  delay: 'kindDelay',
  drop: 'kindDrop',
  afterApply: 'kindAfterApply',
  duplicate: 'kindDuplicate',
  reorder: 'kindReorder',
  sortBetween: 'kindSortBetween',
};

/** The names of the services are the same in both languages. */
export const SERVICES = /** @type {const} */ ({
  telegram: 'Telegram',
  sheets: 'Google Sheets',
  drive: 'Google Drive',
  token: 'Google OAuth',
  gemini: 'Gemini',
});
