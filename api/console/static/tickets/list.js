import { attempt } from '../common/attempt.js';
import { byId, make, reconcile } from '../common/dom.js';
import { clockOf } from '../common/time.js';
import { heading, helpOf } from '../console/frame.js';
import { t } from '../console/language.js';
import { listen } from '../console/live.js';
import { emptyBlock, loadingBlock, problemBlock } from '../console/parts.js';
import { call, page } from '../console/session.js';
import { countdown, runCountdowns } from './countdown.js';
import { filterForm, filterOfAddress, fits, queryOf } from './filters.js';
import { searchForm } from './search.js';
import { percent, phaseChip, slaChip, sourceName } from './words.js';

/** @typedef {import('./words.js').ListedTicket} ListedTicket */
/** @typedef {{ items: ListedTicket[], nextCursor: string | null }} Page */

const PAGE_SIZE = 50;

/** The newest tickets first, by pages that follow each other. @param {HTMLElement} main */
export function showList(main) {
  helpOf('helpTickets', [['/', 'keySearch']]);
  const clock = clockOf(page().timeZone);
  let filter = filterOfAddress();
  /** @type {ListedTicket[]} */
  let shown = [];
  /** @type {string | null} */
  let next = null;
  /** Answers of questions that were asked before the last one are dropped. */
  let asked = 0;
  /** @type {Map<string, { signature: string, node: HTMLElement }>} */
  const drawn = new Map();
  const list = make('ul', { class: 'tickets', 'aria-label': t('tickets') });
  const state = make('div', {});
  const results = make('div', {});
  const more = make(
    'button',
    { type: 'button', class: 'quiet', hidden: true, onclick: () => void readMore() },
    t('older'),
  );

  const draw = () => {
    reconcile(
      list,
      shown.map((ticket) => ({ key: ticket.id, signature: JSON.stringify(ticket), draw: () => row(ticket, clock) })),
      drawn,
    );
    more.hidden = next === null;
    const hasFilter = Object.keys(filter).length > 0;
    if (shown.length > 0) state.replaceChildren();
    else
      state.replaceChildren(
        emptyBlock(t(hasFilter ? 'noneFits' : 'noTickets'), t(hasFilter ? 'noneFitsHelp' : 'noTicketsHelp')),
      );
  };

  const read = (/** @type {string | null} */ cursor) =>
    /** @type {Promise<Page>} */ (
      call('GET', `/api/tickets?${queryOf(filter, { limit: PAGE_SIZE, ...(cursor !== null && { cursor }) })}`)
    );

  async function readFirst() {
    asked += 1;
    const mine = asked;
    if (shown.length === 0) state.replaceChildren(loadingBlock());
    try {
      const found = await read(null);
      if (mine !== asked) return;
      shown = found.items;
      next = found.nextCursor;
      draw();
      byId('heard').textContent = t('ticketsShown', { count: shown.length });
    } catch (error) {
      if (mine !== asked) return;
      shown = [];
      next = null;
      draw();
      state.replaceChildren(problemBlock(error, readFirst));
    }
  }

  async function readMore() {
    const mine = asked;
    more.disabled = true;
    await attempt(async () => {
      const found = await read(next);
      if (mine !== asked) return;
      const known = new Set(shown.map(({ id }) => id));
      const first = found.items.find(({ id }) => !known.has(id));
      shown = [...shown, ...found.items.filter(({ id }) => !known.has(id))];
      next = found.nextCursor;
      draw();
      if (first) drawn.get(first.id)?.node.querySelector('a')?.focus();
    });
    more.disabled = false;
  }

  /** @param {{ changed: ListedTicket[] }} news */
  function follow({ changed }) {
    const news = new Map(changed.map((ticket) => [ticket.id, ticket]));
    const kept = shown.flatMap((ticket) => {
      const now = news.get(ticket.id) ?? ticket;
      news.delete(ticket.id);
      return fits(now, filter) ? [now] : [];
    });
    const newest = shown[0]?.receivedAt ?? '';
    const added = [...news.values()].filter(
      (ticket) => fits(ticket, filter) && (shown.length === 0 || (ticket.receivedAt ?? '') >= newest),
    );
    shown = [...added, ...kept];
    draw();
  }

  main.replaceChildren(
    heading(t('tickets'), searchForm(results)),
    results,
    filterForm(filter, (given) => {
      filter = given;
      const query = queryOf(filter);
      history.replaceState(null, '', query === '' ? location.pathname : `?${query}`);
      shown = [];
      void readFirst();
    }),
    state,
    list,
    make('p', { class: 'page-end' }, more),
  );
  runCountdowns();
  listen({ onAnew: () => void readFirst(), on: { tickets: follow } });
  return readFirst();
}

/**
 * @param {ListedTicket} ticket
 * @param {ReturnType<typeof clockOf>} clock
 */
function row({ id, phase, group, app, label, confidence, source, sla, receivedAt, dueAt }, clock) {
  const received = receivedAt === null ? null : Date.parse(receivedAt);
  const isWaiting = phase === 'open' && dueAt !== null;
  const [, message] = /-(\d+)$/.exec(id) ?? [];
  const about = [sourceName(source), percent(confidence)].filter((one) => one !== '').join(' · ');
  return make(
    'li',
    { class: 'ticket' },
    make(
      'a',
      { href: `/console/tickets/${id}` },
      make('b', {}, `#${message ?? id}`),
      make('span', { class: 'faint' }, [group, app].filter(Boolean).join(' · ')),
    ),
    make('span', {}, phaseChip(phase)),
    make(
      'span',
      { class: 'ticket-label' },
      label ?? make('span', { class: 'faint' }, t('noLabel')),
      make('small', {}, about),
    ),
    make('span', { class: 'ticket-sla' }, slaChip(sla), isWaiting && countdown(dueAt ?? '', clock)),
    received === null
      ? make('span', {})
      : make(
          'time',
          { datetime: receivedAt, title: clock.whole(received) },
          `${clock.dayKey(received)} ${clock.time(received)}`,
        ),
  );
}
