import { attempt, call, listen } from '../shared/api.js';
import { byId, byIdAs, make } from '../common/dom.js';
import { countFaults, openFrame } from '../shared/frame.js';
import { t } from '../shared/language.js';
import { toast } from '../common/toast.js';
import { describe, showFaults } from './live.js';
import { KIND_TEXTS, PRESETS, SERVICES } from './presets.js';

/** @typedef {import('./presets.js').FaultRequest} FaultRequest */

/** Gemini's ways of answering that need nothing more to be said. */
const MODES = /** @type {const} */ (['oracle', 'nonsense', 'slow', 'huge', 'blocked']);
const MODE_TEXTS = /** @type {const} */ ({
  oracle: 'modeOracle',
  nonsense: 'modeNonsense',
  slow: 'modeSlow',
  huge: 'modeHuge',
  blocked: 'modeBlocked',
});

const { timeZone } = await openFrame('faults');
const show = () => void attempt(() => showFaults(timeZone)).then(countFaults);

byId('presets').replaceChildren(...PRESETS.map(drawPreset));
drawOwn();
void attempt(drawGemini);

/** @param {FaultRequest} fault */
async function inject(fault) {
  await call('POST', '/faults', fault);
  toast(t('injectedNow', { fault: describe(fault) }));
}

/** @param {import('./presets.js').Preset} preset */
function drawPreset({ title, about, fault }) {
  const isTimed = fault.forMs !== undefined;
  const id = `amount-${title}`;
  const amount = make('input', {
    id,
    type: 'number',
    min: 1,
    max: isTimed ? 600 : 1000,
    value: isTimed ? (fault.forMs ?? 0) / 1000 : fault.times,
    required: true,
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const count = amount.valueAsNumber;
    void attempt(() => inject({ ...fault, ...(isTimed ? { forMs: count * 1000 } : { times: count }) }));
  };
  return make(
    'form',
    { class: 'preset', onsubmit: submit },
    make('h3', {}, t(title)),
    make('p', {}, t(about)),
    make(
      'p',
      { class: 'amount' },
      make('label', { for: id }, t(isTimed ? 'seconds' : 'times')),
      amount,
      make(
        'button',
        { type: 'submit', class: 'primary', 'aria-label': `${t('switchOn')}: ${t(title)}` },
        t('switchOn'),
      ),
    ),
  );
}

/** The form for any fault the sandbox can do. */
function drawOwn() {
  const form = byIdAs('own', HTMLFormElement);
  const options = (/** @type {Record<string, string>} */ texts) =>
    Object.entries(texts).map(([value, text]) => make('option', { value }, text));
  form.querySelector('[name=service]')?.append(...options(SERVICES));
  const kinds = Object.fromEntries(
    Object.entries(KIND_TEXTS).map(([kind, key]) => [kind, t(key, { status: 'NNN', delay: 'N' })]),
  );
  form.querySelector('[name=kind]')?.append(...options(kinds));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const given = [...new FormData(form)].filter(([, value]) => value !== '');
    const isNumber = (/** @type {string} */ name) =>
      ['status', 'retryAfter', 'delayMs', 'times', 'forMs'].includes(name);
    const fault = Object.fromEntries(given.map(([name, value]) => [name, isNumber(name) ? Number(value) : value]));
    void attempt(() => inject(/** @type {FaultRequest} */ (/** @type {unknown} */ (fault))));
  });
}

async function drawGemini() {
  const { mode } = /** @type {{ mode: string }} */ (await call('GET', '/gemini/people/behaviour'));
  const choose = (/** @type {Event} */ event) => {
    const chosen = /** @type {HTMLInputElement} */ (event.target).value;
    void attempt(() => call('PUT', '/gemini/people/behaviour', { mode: chosen }));
  };
  byId('gemini').append(
    ...MODES.map((one) =>
      make(
        'label',
        {},
        make('input', { type: 'radio', name: 'mode', value: one, checked: one === mode, onchange: choose }),
        make('span', {}, t(MODE_TEXTS[one])),
      ),
    ),
  );
}

byId('clear').addEventListener('click', () => void attempt(() => call('DELETE', '/faults')));
listen({
  onOpen: show,
  onNews: ({ service }) => service === 'faults' && show(),
});
// What ends by its time is told by nobody.
setInterval(show, 2_000);
