import { t } from './language.js';

/** @typedef {'read' | 'write' | 'admin'} Role */
/** @typedef {import('../../page-settings').PageSettings} PageSettings */
/** @typedef {{ role: Role, csrfToken: string, keyId: string, expiresAt: string, page: PageSettings }} Session */

const RANK = { read: 1, write: 2, admin: 3 };

/** @type {Session | null} */
let current = null;

/** A refusal of the API, in its own words. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} name - what code compares
   * @param {string} detail
   */
  constructor(status, name, detail) {
    super(detail);
    this.status = status;
    this.name = name;
  }
}

/** Who is logged in; null on the page that asks for the key. */
export function session() {
  return current;
}

/** What the pages know of the installation. */
export function page() {
  if (!current) throw new Error('nobody is logged in');
  return current.page;
}

/**
 * Whether whoever is logged in may do what this role may.
 * @param {Role} role
 */
export function can(role) {
  return current !== null && RANK[current.role] >= RANK[role];
}

/** Finds out who is logged in, else goes to the page that asks. */
export async function loadSession() {
  current = /** @type {Session} */ (await call('GET', '/console/session'));
}

/**
 * @param {string} key
 * @returns {Promise<void>}
 */
export async function logIn(key) {
  await send('POST', '/console/login', { key });
}

/** Ends the log-in. */
export async function logOut() {
  await call('POST', '/console/logout');
  location.assign('/console/login');
}

/**
 * Calls the API. Whoever is no longer logged in is asked for the key, and comes back here.
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body] - goes out as JSON
 * @returns {Promise<T>}
 * @throws Refusal with the API's own words, Error where there is no answer
 */
export async function call(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) throw error;
    const next = encodeURIComponent(location.pathname + location.search);
    location.replace(`/console/login?next=${next}`);
    // The page goes away: nobody is to do anything with an answer.
    return new Promise(() => undefined);
  }
}

/**
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<T>}
 */
async function send(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(current && method !== 'GET' && { 'X-CSRF-Token': current.csrfToken }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error(t('noAnswer'));
  });
  const answer = readable(await response.text(), response.status);
  if (response.ok) return answer;
  const { title = '', detail = `HTTP ${response.status}` } = answer ?? {};
  throw new Refusal(response.status, title, wordsOf(title, detail));
}

/**
 * @param {string} text
 * @param {number} status
 * @returns {any}
 */
function readable(text, status) {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw new Refusal(status, 'NotJson', t('oddAnswer', { status }));
  }
}

/**
 * What people see most is said in their language; the rest in the API's words.
 * @param {string} name
 * @param {string} detail
 */
function wordsOf(name, detail) {
  const known = /** @type {const} */ ({
    TemporalUnavailable: 'temporalAway',
    UnknownTicket: 'unknownTicket',
    TicketClosed: 'ticketClosed',
    ReviewLocked: 'reviewLocked',
    Forbidden: 'forbidden',
    NotAnAdmin: 'forbidden',
  });
  const key = known[/** @type {keyof typeof known} */ (name)];
  return key ? t(key) : detail;
}
