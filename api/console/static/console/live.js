import { byId } from '../common/dom.js';

/** @typedef {Record<string, (data: any) => void>} Hearers */

/**
 * Live news of the API. A browser has few lines to one place, so a page nobody looks at gives its own back; when it is looked
 * at again it reads everything anew.
 * @param {{ onAnew: () => void, on: Hearers }} hearer - `onAnew`: what is shown may be out of date
 */
export function listen({ onAnew, on }) {
  /** @type {EventSource | null} */
  let events = null;
  let wasAway = false;

  function open() {
    if (events) return;
    events = new EventSource('/api/events');
    events.addEventListener('hello', () => {
      byId('offline').hidden = true;
      if (wasAway) onAnew();
      wasAway = false;
    });
    events.addEventListener('resync', () => {
      byId('offline').hidden = true;
      wasAway = false;
      onAnew();
    });
    events.addEventListener('error', () => {
      byId('offline').hidden = false;
    });
    for (const [name, hear] of Object.entries(on)) {
      events.addEventListener(name, (/** @type {MessageEvent<string>} */ { data }) => hear(JSON.parse(data)));
    }
  }

  function close() {
    events?.close();
    events = null;
    wasAway = true;
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  if (!document.hidden) open();
}
