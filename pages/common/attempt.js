import { toast } from './toast.js';

/**
 * Does what a person asked for; what goes wrong is shown.
 * @param {() => Promise<unknown>} action
 * @returns {Promise<boolean>} whether it went well
 */
export async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), 'problem');
    return false;
  }
}
