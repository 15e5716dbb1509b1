import { showList } from './list.js';
import { showTicket } from './one.js';

/** The list, or the ticket that the address names. @param {HTMLElement} main */
export function show(main) {
  const [, id] = /^\/console\/tickets\/(-?\d+-\d+)$/.exec(location.pathname) ?? [];
  return id === undefined ? showList(main) : showTicket(main, id);
}
