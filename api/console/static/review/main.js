import { attempt } from '../common/attempt.js';
import { byId, isTyping, make, reconcile } from '../common/dom.js';
import { clockOf } from '../common/time.js';
import { toast } from '../common/toast.js';
import { heading, helpOf } from '../console/frame.js';
import { t } from '../console/language.js';
import { listen } from '../console/live.js';
import { chip, emptyBlock, loadingBlock, problemBlock } from '../console/parts.js';
import { call, can, page } from '../console/session.js';
import { percent } from '../tickets/words.js';
import { drawDetail } from './detail.js';
import { pickLabel } from './picker.js';

/** @typedef {import('../tickets/words.js').ListedTicket} ListedTicket */
/** @typedef {import('../tickets/words.js').TicketStatus} TicketStatus */

const PAGE_SIZE = 100;

/** The queue of tickets that wait for a person, made for the keyboard. @param {HTMLElement} main */
export function show(main) {
  helpOf('helpReview', [
    ['1 2 3', 'keyPick'],
    ['l', 'keyLabels'],
    ['u', 'keyUndo'],
    ['j ↓', 'keyNext'],
    ['k ↑', 'keyBefore'],
    ['o', 'keyAttachment'],
  ]);
  const clock = clockOf(page().timeZone);
  /** @type {ListedTicket[]} */
  let queue = [];
  /** @type {string | null} */
  let next = null;
  /** @type {string | null} */
  let current = new URLSearchParams(location.search).get('ticket');
  /** @type {TicketStatus | null} */
  let status = null;
  /** What was decided here, the newest last: `u` takes it back. @type {{ id: string, label: string }[]} */
  const decided = [];
  let isBusy = false;
  let asked = 0;
  /** @type {Map<string, { signature: string, node: HTMLElement }>} */
  const drawn = new Map();

  const count = make('span', {});
  const list = make('ul', { class: 'queue', 'aria-label': t('queue') });
  const more = make(
    'button',
    { type: 'button', class: 'quiet', hidden: true, onclick: () => void readMore() },
    t('older'),
  );
  const detail = make('section', { class: 'card review-detail', 'aria-label': t('ticketTitle', { id: '' }) });
  const undoButton = make(
    'button',
    { type: 'button', class: 'quiet', onclick: () => void undo() },
    t('undo'),
    ' ',
    make('kbd', {}, 'u'),
  );
  const layout = make('div', { class: 'review' }, make('div', { class: 'queue-side' }, list, more), detail);
  const state = make('div', {});

  function draw() {
    count.replaceChildren(
      chip(t('waiting', { count: `${queue.length}${next === null ? '' : '+'}` }), queue.length > 0 ? 'warn' : 'good'),
    );
    more.hidden = next === null;
    undoButton.hidden = !can('admin');
    undoButton.disabled = decided.length === 0;
    const isEmpty = queue.length === 0;
    layout.hidden = isEmpty;
    state.replaceChildren(...(isEmpty ? [emptyBlock(t('noReviews'), t('noReviewsHelp'))] : []));
    reconcile(
      list,
      queue.map((ticket) => ({
        key: ticket.id,
        signature: JSON.stringify([ticket, ticket.id === current]),
        draw: () => line(ticket, ticket.id === current, () => void select(ticket.id)),
      })),
      drawn,
    );
  }

  async function readQueue() {
    if (queue.length === 0) state.replaceChildren(loadingBlock());
    try {
      const found = /** @type {{ items: ListedTicket[], nextCursor: string | null }} */ (
        await call('GET', `/api/reviews?limit=${PAGE_SIZE}`)
      );
      queue = found.items;
      next = found.nextCursor;
      draw();
      const isThere = queue.some(({ id }) => id === current);
      await select(isThere ? current : (queue[0]?.id ?? null));
    } catch (error) {
      layout.hidden = true;
      state.replaceChildren(problemBlock(error, readQueue));
    }
  }

  async function readMore() {
    await attempt(async () => {
      const found = /** @type {{ items: ListedTicket[], nextCursor: string | null }} */ (
        await call('GET', `/api/reviews?limit=${PAGE_SIZE}&cursor=${encodeURIComponent(next ?? '')}`)
      );
      const known = new Set(queue.map(({ id }) => id));
      queue = [...queue, ...found.items.filter(({ id }) => !known.has(id))];
      next = found.nextCursor;
      draw();
    });
  }

  /** @param {string | null} id */
  async function select(id) {
    current = id;
    status = null;
    draw();
    if (id === null) return;
    drawn.get(id)?.node.scrollIntoView({ block: 'nearest' });
    asked += 1;
    const mine = asked;
    if (detail.dataset.id !== id) detail.replaceChildren(loadingBlock());
    detail.dataset.id = id;
    try {
      const found = /** @type {TicketStatus} */ (await call('GET', `/api/tickets/${id}`));
      if (mine !== asked) return;
      status = found;
      drawDetail(detail, id, found, clock, { decide, pick: () => void pick() });
      byId('heard').textContent = t('selected', { label: found.label ?? '–', text: found.text.slice(0, 200) });
    } catch (error) {
      if (mine === asked) detail.replaceChildren(problemBlock(error, () => select(id)));
    }
  }

  /** @param {number} step */
  function move(step) {
    const at = queue.findIndex(({ id }) => id === current);
    const to = queue[Math.min(queue.length - 1, Math.max(0, at + step))];
    if (!to || to.id === current) return;
    const hadFocus = list.contains(document.activeElement);
    void select(to.id);
    if (hadFocus) drawn.get(to.id)?.node.querySelector('button')?.focus();
  }

  /** @param {string} id */
  function leave(id) {
    const at = queue.findIndex((one) => one.id === id);
    if (at < 0) return;
    queue = queue.filter((one) => one.id !== id);
    if (current === id) void select((queue[at] ?? queue[at - 1])?.id ?? null);
    else draw();
  }

  /** @param {string} label */
  async function decide(label) {
    const id = current;
    if (id === null || isBusy) return;
    isBusy = true;
    await attempt(async () => {
      const answer = /** @type {{ decided: string, label: string, reviewer: { name: string } }} */ (
        await call('POST', `/api/tickets/${id}/review`, { label })
      );
      if (answer.decided === 'before') toast(t('decidedBefore', { label: answer.label, name: answer.reviewer.name }));
      else {
        decided.push({ id, label: answer.label });
        toast(t('decidedNow', { label: answer.label }));
      }
      leave(id);
    });
    isBusy = false;
  }

  async function undo() {
    const last = decided.at(-1);
    if (!last || isBusy) return;
    isBusy = true;
    await attempt(async () => {
      await call('POST', `/api/tickets/${last.id}/review/undo`, {});
      decided.pop();
      toast(t('undone', { label: last.label }));
      const answer = /** @type {TicketStatus} */ (await call('GET', `/api/tickets/${last.id}`));
      if (!queue.some(({ id }) => id === last.id)) queue = [listedOf(last.id, answer), ...queue];
      void select(last.id);
    });
    isBusy = false;
  }

  async function pick() {
    const id = current;
    if (id === null || isBusy) return;
    const isTaken = await attempt(async () => {
      const lock = /** @type {{ taken: boolean, holder: { name: string } }} */ (
        await call('POST', `/api/tickets/${id}/review/lock`, {})
      );
      if (!lock.taken) throw new Error(t('lockedByName', { name: lock.holder.name }));
    });
    if (!isTaken) return;
    const label = await pickLabel(status?.label ?? null);
    if (label !== null) await decide(label);
  }

  function openAttachment() {
    const link = detail.querySelector('.attachments a');
    if (link instanceof HTMLAnchorElement) link.click();
  }

  document.addEventListener('keydown', (event) => {
    const { key } = event;
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open], [role="menu"]')) return;
    /** @type {Record<string, () => unknown>} */
    const acts = {
      j: () => move(1),
      ArrowDown: () => move(1),
      k: () => move(-1),
      ArrowUp: () => move(-1),
      o: openAttachment,
      ...(can('admin') && { u: undo, l: pick }),
    };
    const choice = can('admin') ? status?.top[['1', '2', '3'].indexOf(key)]?.label : undefined;
    const act = choice === undefined ? acts[key] : () => decide(choice);
    if (!act) return;
    event.preventDefault();
    void act();
  });

  main.replaceChildren(heading(t('review'), count, undoButton), state, layout);
  listen({
    onAnew: () => void readQueue(),
    on: {
      tickets: ({ changed, gone }) => {
        for (const ticket of /** @type {ListedTicket[]} */ (changed)) {
          const at = queue.findIndex(({ id }) => id === ticket.id);
          if (ticket.phase !== 'inReview') leave(ticket.id);
          else if (at >= 0) queue[at] = ticket;
          else queue = [ticket, ...queue];
        }
        for (const id of gone) leave(id);
        const isHere = changed.some((/** @type {ListedTicket} */ one) => one.id === current);
        draw();
        if (current === null && queue[0]) void select(queue[0].id);
        else if (isHere && !isBusy && !document.querySelector('dialog[open]')) void select(current);
      },
    },
  });
  return readQueue();
}

/**
 * @param {ListedTicket} ticket
 * @param {boolean} isCurrent
 * @param {() => void} onSelect
 */
function line({ id, group, label, confidence }, isCurrent, onSelect) {
  const [, message] = /-(\d+)$/.exec(id) ?? [];
  return make(
    'li',
    {},
    make(
      'button',
      { type: 'button', 'aria-current': isCurrent && 'true', onclick: onSelect },
      make('b', {}, `#${message ?? id}`),
      make('span', { class: 'faint' }, group ?? ''),
      make('span', {}, [label ?? t('noLabel'), percent(confidence)].filter(Boolean).join(' · ')),
    ),
  );
}

/**
 * A ticket that came back, as the queue shows it.
 * @param {string} id
 * @param {TicketStatus} status
 * @returns {ListedTicket}
 */
function listedOf(id, { phase, groupLabel, appCode, label, confidence, source, receivedAt, dueAt }) {
  return {
    ...{ id, workflowId: `ticket-${id}`, running: true, phase, group: groupLabel, app: appCode, label, confidence },
    ...{ source, review: null, sla: null, receivedAt, dueAt },
  };
}
