import { escapeHtml } from './html';
import { foldSpace } from './messages';

/** A problem that did not come through Telegram, as a bot posts it into the group. */
export interface PostedProblem {
  /** Of who reports it, on one line. */
  readonly reporter: string;
  readonly text: string;
}

/** The message, as HTML. */
export function renderPostedProblem({ reporter, text }: PostedProblem): string {
  return `📨 <b>${escapeHtml(foldSpace(reporter))}</b>\n${escapeHtml(text)}`;
}

/**
 * The problem in a message as Telegram shows it; null for any other message. A reply names the message in full, so a
 * posted problem whose ticket nobody knows is found again by what it looks like.
 */
export function readPostedProblem(message: string): PostedProblem | null {
  const match = /^📨 ([^\n]+)\n([\s\S]+)$/u.exec(message);
  return match ? { reporter: match[1] ?? '', text: match[2] ?? '' } : null;
}
