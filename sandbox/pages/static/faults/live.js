import { attempt, call } from '../shared/api.js';
import { byId, byIdAs, make, reconcile } from '../common/dom.js';
import { isLive } from '../shared/frame.js';
import { t } from '../shared/language.js';
import { clockOf } from '../common/time.js';
import { KIND_TEXTS, SERVICES } from './presets.js';

/** @typedef {import('../../../faults').Fault} Fault */

/** @type {Map<string, { signature: string, node: HTMLElement }>} */
const drawn = new Map();
/** @type {Map<number, number>} */
const hitsBefore = new Map();

/**
 * Shows what was injected, the newest first: what is live, and how often each has hit.
 * @param {string} timeZone
 * @returns {Promise<void>}
 */
export async function showFaults(timeZone) {
  const clock = clockOf(timeZone);
  const faults = /** @type {Fault[]} */ (await call('GET', '/faults'));
  byId('no-faults').hidden = faults.length > 0;
  byIdAs('clear', HTMLButtonElement).disabled = faults.length === 0;
  for (const fault of faults) {
    const before = hitsBefore.get(fault.id);
    if (before !== undefined && fault.hits > before)
      byId('heard').textContent = `${describe(fault)}: ${t('hits', { count: fault.hits })}`;
    hitsBefore.set(fault.id, fault.hits);
  }
  const items = [...faults].reverse().map((fault) => ({
    key: String(fault.id),
    signature: JSON.stringify([fault, isLive(fault)]),
    draw: () => drawFault(fault, clock),
  }));
  reconcile(byId('live'), items, drawn);
}

/**
 * @param {Fault} fault
 * @param {ReturnType<typeof clockOf>} clock
 */
function drawFault(fault, clock) {
  const live = isLive(fault);
  const state = live
    ? fault.left === null
      ? t('untilTime', { time: clock.seconds(Date.parse(fault.expiresAt ?? '')) })
      : t('left', { count: fault.left })
    : t('over');
  return make(
    'li',
    { class: live && 'is-live' },
    make('span', { class: 'state' }, state),
    make(
      'div',
      {},
      make('b', {}, describe(fault)),
      make(
        'small',
        {},
        `${t('since', { time: clock.seconds(Date.parse(fault.injectedAt)) })} · ${t('hits', { count: fault.hits })}`,
      ),
    ),
    make(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-label': `${t(live ? 'switchOff' : 'forget')}: ${describe(fault)}`,
        onclick: () => attempt(() => call('DELETE', `/faults/${fault.id}`)),
      },
      t(live ? 'switchOff' : 'forget'),
    ),
  );
}

/**
 * A fault in words.
 * @param {Pick<Fault, 'service' | 'method' | 'kind' | 'status' | 'retryAfter' | 'delayMs'>} fault
 */
export function describe({ service, method, kind, status, retryAfter, delayMs }) {
  const what = t(KIND_TEXTS[kind], { status: status ?? 500, delay: delayMs ?? 0 });
  const wait = retryAfter === undefined ? '' : `, retry_after ${retryAfter} s`;
  return `${SERVICES[service]}${method === undefined ? '' : ` ${method}`}: ${what}${wait}`;
}
