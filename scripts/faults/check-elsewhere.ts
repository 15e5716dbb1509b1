import { createHash } from 'node:crypto';
import type { SandboxCall } from '../demo/people';
import type { Row } from './check';
import type { Finding } from './findings';
import { GROUPS, type Place } from './groups';
import { ticketIdOf } from './office';
import type { Played } from './player';

/** Where the bots write their notices. */
const NOTICE_CHAT = -1001000000002;
const MEDIA_URL = 8;

interface ChatMessage {
  readonly text?: string;
  readonly entities?: readonly { readonly url?: string }[];
  readonly reply_to_message?: { readonly message_id: number };
}

interface StoryLine {
  readonly kind: string;
  readonly who: string | null;
  readonly detail: string;
}

/** Judges what stands beside the sheets: notices of the bots, files, the mirror, what tickets say of their reviews. */
export interface ElsewhereJudge {
  /** @param reviewed - keys of the rows that waited for a review, each asked for in one way */
  judge(played: readonly Played[], logs: readonly Row[], reviewed: readonly string[]): Promise<Finding[]>;
}

/** @param api - root of the API, without a slash at the end */
export function createElsewhereJudge(call: SandboxCall, api: string): ElsewhereJudge {
  const digests = new Map<string, string>();

  async function digestOf(url: string): Promise<string> {
    const known = digests.get(url);
    if (known !== undefined) return known;
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const digest = createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex');
    digests.set(url, digest);
    return digest;
  }

  async function judgeFiles(played: readonly Played[], logs: readonly Row[]): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const one of played.filter(({ files, isCancelled }) => files.length > 0 && !isCancelled)) {
      const row = logs.find((each) => one.keys.includes(String(each[3])));
      const urls = String(row?.[MEDIA_URL] ?? '')
        .split('\n')
        .filter((url) => url !== '');
      const found = await Promise.all(urls.map((url) => digestOf(url).catch((error: Error) => error.message)));
      const missing = one.files.filter((file) => !found.includes(file));
      for (const file of missing)
        findings.push({
          kind: 'lost',
          text: `a file of ${one.keys[0]}: ${file.slice(0, 8)}, found ${found.map((each) => each.slice(0, 60)).join(', ') || 'none'}`,
        });
      for (const each of found.slice(one.files.length))
        findings.push({ kind: 'duplicated', text: `a file of ${one.keys[0]}: ${each}` });
    }
    return findings;
  }

  async function judgeNotices(played: readonly Played[]): Promise<Finding[]> {
    const messages = await call<ChatMessage[]>('GET', `/telegram/people/chats/${NOTICE_CHAT}/messages?bot=admin`);
    const links = new Set(messages.flatMap(({ entities = [] }) => entities.flatMap(({ url }) => url ?? [])));
    const quoted = new Set(messages.flatMap(({ reply_to_message: to }) => to?.message_id ?? []));
    const isTold = ({ chatId, messageId }: Place): boolean =>
      links.has(`https://t.me/c/${-chatId - 1_000_000_000_000}/${messageId}`) ||
      (chatId === NOTICE_CHAT && quoted.has(messageId));
    // Telegram has no links into basic groups: there only the number of notices can be seen.
    const basic = GROUPS[1];
    const ofBasic = played.filter(({ places }) => places[0]?.chatId === basic.settingId);
    const headlines = messages
      .flatMap(({ text = '' }) => text.split('\n'))
      .filter((line) => line.endsWith(`· ${basic.label}`));
    const missing = played
      .filter((one) => !ofBasic.includes(one))
      .filter(({ places, isCancelled }) => !(isCancelled ? places.some(isTold) : isTold(places.at(-1) as Place)));
    return [
      ...missing.map(({ keys }): Finding => ({ kind: 'lost', text: `the notice of ${keys[0]}` })),
      ...(headlines.length < ofBasic.length
        ? [
            {
              kind: 'lost' as const,
              text: `notices of ${basic.label}: ${headlines.length} for ${ofBasic.length} tickets`,
            },
          ]
        : []),
    ];
  }

  async function judgeMirror(logs: readonly Row[]): Promise<Finding[]> {
    const response = await fetch(`${api}/api/data/logs/all`, { headers: { 'X-API-Key': 'demo-read' } });
    if (!response.ok) return [{ kind: 'wrong_cells', text: `the mirror: the API answers ${response.status}` }];
    const { rows } = (await response.json()) as { rows: Row[] };
    const inMirror = rows.slice(1).map(comparable).sort();
    const inSheet = logs.map(comparable).sort();
    const different = inSheet.filter((row) => !inMirror.includes(row));
    return [
      ...different.map((row): Finding => ({ kind: 'wrong_cells', text: `the mirror lacks a row of Logs: ${row}` })),
      ...(inMirror.length > inSheet.length
        ? [
            {
              kind: 'duplicated' as const,
              text: `the mirror has ${inMirror.length} rows of Logs, the sheet ${inSheet.length}`,
            },
          ]
        : []),
    ];
  }

  /** By the ticket's own story: the review that waited was decided, and once. */
  async function judgeReview(key: string, isCancelled: boolean): Promise<Finding[]> {
    const url = `${api}/api/tickets/${ticketIdOf(key)}/events`;
    const response = await fetch(url, { headers: { 'X-API-Key': 'demo-read' } });
    if (!response.ok) return [{ kind: 'undecided', text: `the story of ${key}: the API answers ${response.status}` }];
    const { items } = (await response.json()) as { items: StoryLine[] };
    return judgeStory(key, items, isCancelled);
  }

  async function judgeReviews(played: readonly Played[], reviewed: readonly string[]): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const key of reviewed) {
      const isCancelled = played.some((one) => one.isCancelled && one.keys.includes(key));
      findings.push(...(await judgeReview(key, isCancelled)));
    }
    return findings;
  }

  return {
    async judge(played, logs, reviewed) {
      const parts = [judgeFiles(played, logs), judgeNotices(played), judgeMirror(logs), judgeReviews(played, reviewed)];
      return (await Promise.all(parts)).flat();
    },
  };
}

/** What a ticket's story says of its decisions; a ticket may have been cancelled before. */
export function judgeStory(key: string, lines: readonly StoryLine[], isCancelled: boolean): Finding[] {
  const decisions = lines.filter(({ kind }) => kind === 'reviewed');
  if (decisions.length > 1) {
    const what = decisions.map(({ detail, who }) => `${detail} by ${who}`).join(', ');
    return [{ kind: 'duplicated', text: `the review of ${key} was decided ${decisions.length} times: ${what}` }];
  }
  if (decisions.length === 0 && !isCancelled)
    return [{ kind: 'undecided', text: `the story of ${key} has no decision` }];
  return [];
}

/** Empty cells at the end of a row are as good as none. */
function comparable(row: Row): string {
  return JSON.stringify(row.map((cell) => (cell === null ? '' : cell))).replace(/(,"")+\]$/, ']');
}
