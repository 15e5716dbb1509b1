/** @typedef {Node | string | null | undefined | false} Child */

/**
 * The element with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * The element with this id, of the wanted class.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byIdAs(id, type) {
  const found = byId(id);
  if (!(found instanceof type)) throw new Error(`#${id} is no ${type.name}`);
  return found;
}

/**
 * Makes an element. Strings become text nodes, so no text from outside is ever read as markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes] - `on…` are listeners; null, undefined and false are left out, true is ''
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) made.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...kept(children));
  return made;
}

/**
 * @param {readonly Child[]} children
 * @returns {(Node | string)[]}
 */
export function kept(children) {
  return children.flatMap((child) => child || []);
}

/**
 * Whether an event comes from a place where letters are typed, so that they are no shortcuts.
 * @param {Event} event
 */
export function isTyping(event) {
  const target = event.target;
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/**
 * Runs `action` once things have been quiet for a while.
 * @param {() => void} action
 * @param {number} ms
 */
export function afterQuiet(action, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };
}

/**
 * Brings the children of a list in line with `items`: what did not change stays the same node, so focus and scroll stay.
 * @param {HTMLElement} list
 * @param {readonly { key: string, signature: string, draw: () => HTMLElement }[]} items
 * @param {Map<string, { signature: string, node: HTMLElement }>} drawn - kept between calls
 */
export function reconcile(list, items, drawn) {
  const keys = new Set(items.map(({ key }) => key));
  for (const [key, { node }] of drawn) {
    if (keys.has(key)) continue;
    node.remove();
    drawn.delete(key);
  }
  items.forEach(({ key, signature, draw }, index) => {
    let entry = drawn.get(key);
    if (!entry || entry.signature !== signature) {
      const node = draw();
      const hadFocus = entry?.node.contains(document.activeElement);
      entry?.node.replaceWith(node);
      entry = { signature, node };
      drawn.set(key, entry);
      if (hadFocus) focusable(node)?.focus();
    }
    if (list.children[index] !== entry.node) list.insertBefore(entry.node, list.children[index] ?? null);
  });
  while (list.children.length > items.length) list.lastElementChild?.remove();
}

/**
 * @param {HTMLElement} node
 * @returns {HTMLElement | null}
 */
function focusable(node) {
  return node.matches('[tabindex], button, a') ? node : node.querySelector('[tabindex], button, a');
}
