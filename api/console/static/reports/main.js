import { make } from '../common/dom.js';
import { language } from '../common/language.js';
import { clockOf } from '../common/time.js';
import { heading, helpOf } from '../console/frame.js';
import { locale, t } from '../console/language.js';
import { card, emptyBlock, facts, fill, labelled, table } from '../console/parts.js';
import { call, page } from '../console/session.js';

/** @typedef {import('zod').z.infer<typeof import('../../../schemas/reports').ticketReport>} Report */

const PICTURES = /** @type {const} */ (['sla', 'response', 'symptoms', 'automation']);
const DAY_MS = 86_400_000;
const NUMBER = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** Tickets, SLA and symptoms of some days, with the pictures that the bot sends. @param {HTMLElement} main */
export function show(main) {
  helpOf('helpReports');
  const clock = clockOf(page().timeZone);
  const given = new URLSearchParams(location.search);
  const dayOr = (/** @type {string | null} */ text, /** @type {number} */ ms) =>
    text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : clock.dayKey(ms);
  const from = make('input', { type: 'date', name: 'from', required: true });
  const to = make('input', { type: 'date', name: 'to', required: true });
  from.value = dayOr(given.get('from'), Date.now() - 29 * DAY_MS);
  to.value = dayOr(given.get('to'), Date.now());
  const app = make(
    'select',
    { name: 'app' },
    make('option', { value: '' }, t('any')),
    ...page().appCodes.map((code) => make('option', { value: code }, code)),
  );
  app.value = given.get('app') ?? '';
  const content = make('div', { class: 'ticket-page' });
  const form = make(
    'form',
    { class: 'filters', onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    labelled(t('from'), from),
    labelled(t('to'), to),
    labelled(t('app'), app),
    ...[7, 30, 90].map((days) =>
      make(
        'button',
        {
          type: 'button',
          class: 'quiet',
          onclick: () => {
            from.value = clock.dayKey(Date.now() - (days - 1) * DAY_MS);
            to.value = clock.dayKey(Date.now());
            void read();
          },
        },
        t('lastDays', { days }),
      ),
    ),
  );
  form.addEventListener('change', () => void read());

  async function read() {
    if (!form.reportValidity()) return;
    const query = new URLSearchParams({ from: from.value, to: to.value, ...(app.value !== '' && { app: app.value }) });
    history.replaceState(null, '', `?${query}`);
    await fill(content, async () => {
      const report = /** @type {Report} */ (await call('GET', `/api/reports/tickets?${query}`));
      return [figuresCard(report, query), picturesCard(query), tablesCard(report)];
    });
  }
  main.replaceChildren(heading(t('reports')), form, content);
  return read();
}

/**
 * @param {Report} report
 * @param {URLSearchParams} query
 */
function figuresCard({ total, met, late, compliance, response }, query) {
  if (total === 0) return card(t('figures'), emptyBlock(t('noRows'), t('noRowsHelp')));
  const minutes = (/** @type {number} */ value) => t('minutes', { count: NUMBER.format(value) });
  return card(
    t('figures'),
    facts([
      [t('tickets'), NUMBER.format(total)],
      [t('sla'), compliance === null ? '–' : `${NUMBER.format(compliance * 100)} % · ${t('metLate', { met, late })}`],
      response !== null && [
        t('slaResponse'),
        t('responseFigures', {
          mean: minutes(response.meanMin),
          min: minutes(response.minMin),
          max: minutes(response.maxMin),
        }),
      ],
    ]),
    make('p', {}, make('a', { class: 'quiet-link', href: `/api/reports/rows?${query}`, download: true }, t('csv'))),
  );
}

/** A picture with nothing to draw is left out. @param {URLSearchParams} query */
function picturesCard(query) {
  const given = new URLSearchParams(query);
  given.set('language', language);
  return card(
    t('pictures'),
    make(
      'div',
      { class: 'pictures' },
      ...PICTURES.map((name) => {
        const figure = make(
          'figure',
          {},
          make('img', {
            src: `/api/reports/charts/${name}.png?${given}`,
            alt: t(`chart_${name}`),
            onerror: () => figure.remove(),
          }),
        );
        return figure;
      }),
    ),
  );
}

/** @param {Report} report */
function tablesCard({ apps, solvers, symptoms, days }) {
  const counted = (/** @type {Report['apps']} */ rows) =>
    rows.map(({ name, count, share }) => [
      name === '' ? '–' : name,
      NUMBER.format(count),
      `${NUMBER.format(share * 100)} %`,
    ]);
  const heads = [t('name'), t('tickets'), t('share')];
  return make(
    'div',
    { class: 'cards' },
    card(t('symptoms'), table(t('symptoms'), heads, counted(symptoms), [1, 2])),
    card(t('solvers'), table(t('solvers'), heads, counted(solvers), [1, 2])),
    card(t('apps'), table(t('apps'), heads, counted(apps), [1, 2])),
    card(
      t('byDay'),
      table(
        t('byDay'),
        [t('day'), t('sla_OK'), t('sla_TERLAMBAT'), t('median'), 'P90'],
        days.map(({ day, met, late, p50Min, p90Min }) => [
          day,
          NUMBER.format(met),
          NUMBER.format(late),
          p50Min === null ? '–' : NUMBER.format(p50Min),
          p90Min === null ? '–' : NUMBER.format(p90Min),
        ]),
        [1, 2, 3, 4],
      ),
    ),
  );
}
