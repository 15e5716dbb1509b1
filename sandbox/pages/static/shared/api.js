import { t } from './language.js';

export { attempt } from '../common/attempt.js';

/**
 * Calls the sandbox. The body goes out as JSON.
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<T>}
 * @throws Error with the sandbox's own words where it refuses
 */
export async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body !== undefined && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error(t('noAnswer'));
  });
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw new Error(answer?.error ?? `HTTP ${response.status}`);
  return answer;
}

/**
 * Live news of the sandbox. `onNews` gets each event; `onOpen` runs at each connection, since nothing is replayed.
 * @param {{ onOpen: () => void, onNews: (event: Record<string, unknown>) => void }} listener
 */
export function listen({ onOpen, onNews }) {
  const events = new EventSource('/events');
  const offline = document.getElementById('offline');
  events.addEventListener('open', () => {
    if (offline) offline.hidden = true;
    onOpen();
  });
  events.addEventListener('error', () => {
    if (offline) offline.hidden = false;
  });
  events.addEventListener('message', ({ data }) => onNews(JSON.parse(data)));
}
