import { attempt, call } from '../shared/api.js';
import { byIdAs } from '../common/dom.js';
import { state } from './state.js';

/** The first id offered to somebody new; the demo's own people are below. */
const FIRST_NEW_ID = 9201;

/**
 * Lets one add a person, and become them.
 * @param {(userId: number) => Promise<void>} onAdded
 */
export function newPersonDialog(onAdded) {
  const dialog = byIdAs('person', HTMLDialogElement);
  const name = byIdAs('person-name', HTMLInputElement);
  const id = byIdAs('person-id', HTMLInputElement);
  byIdAs('new-person', HTMLButtonElement).addEventListener('click', () => {
    name.value = '';
    id.value = String(Math.max(FIRST_NEW_ID - 1, ...state.users.map((user) => user.id)) + 1);
    dialog.showModal();
    name.focus();
  });
  byIdAs('person-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(async () => {
      const user = { id: Number(id.value), first_name: name.value.trim() };
      await call('POST', '/telegram/people/users', user);
      dialog.close();
      await onAdded(user.id);
    });
  });
}
