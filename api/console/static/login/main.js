import { make } from '../common/dom.js';
import { heading, helpOf } from '../console/frame.js';
import { t } from '../console/language.js';
import { labelled } from '../console/parts.js';
import { logIn, Refusal } from '../console/session.js';

/** Asks for the key. @param {HTMLElement} main */
export function show(main) {
  helpOf('helpLogin');
  const key = make('input', {
    ...{ name: 'key', type: 'password', required: true, maxlength: 500 },
    ...{ autocomplete: 'current-password', 'aria-describedby': 'login-problem' },
  });
  const problem = make('p', { id: 'login-problem', class: 'form-problem', role: 'alert' });
  const button = make('button', { type: 'submit', class: 'primary wide' }, t('logIn'));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = '';
    try {
      await logIn(key.value);
      location.replace(wanted());
    } catch (error) {
      problem.textContent = saying(error);
      button.disabled = false;
      key.select();
    }
  };
  main.classList.add('narrow');
  main.replaceChildren(
    make(
      'form',
      { class: 'card login', method: 'post', onsubmit: submit },
      heading(t('logIn')),
      make('p', { class: 'faint' }, t('loginLead')),
      labelled(t('key'), key),
      problem,
      button,
    ),
  );
  key.focus();
}

/** Where the reader came from, if that is a page of ours. */
function wanted() {
  const next = new URLSearchParams(location.search).get('next') ?? '';
  return /^\/console\/(?!login)[\w/?=&%.~+-]*$/.test(next) ? next : '/console/tickets';
}

/** @param {unknown} error */
function saying(error) {
  if (!(error instanceof Refusal)) return error instanceof Error ? error.message : String(error);
  if (error.status === 401) return t('keyUnknown');
  if (error.status !== 429) return error.message;
  return t('keyWait', { seconds: /(\d+) s/.exec(error.message)?.[1] ?? '?' });
}
