import type { TicketSettings } from '../workflows/contracts/ticket';
import type { CollectingGroup } from './lists';

/** The settings as the parts need them: typed, nested, frozen. Made once per process and handed down. */
export interface Config {
  readonly isSandbox: boolean;
  readonly isDebug: boolean;
  readonly timeZone: string;
  readonly dataDir: string;
  readonly telegram: {
    readonly apiRoot: string;
    readonly groupToken: string;
    readonly adminToken: string;
    readonly collecting: readonly CollectingGroup[];
    /** null: none is set, and who never started the admin bot gets no cards. */
    readonly reportingChatId: number | null;
    /** Where notices go: TELEGRAM_ADMIN_CHAT_ID, else the reporting group; null: the group of the ticket. */
    readonly noticeChatId: number | null;
    readonly adminUserIds: readonly number[];
    /** Empty: anybody's non-reply is a problem and anybody's reply may be an answer. */
    readonly opsUserIds: readonly number[];
    readonly groupPerMinute: number;
  };
  /** Rules each new ticket takes along. The spreadsheet's id is filled in once it is known (it may be given by name). */
  readonly ticket: Omit<TicketSettings, 'spreadsheetId'>;
  readonly google: {
    readonly serviceAccount: { readonly clientEmail: string; readonly privateKey: string };
    readonly spreadsheetId: string | null;
    readonly spreadsheetName: string | null;
    readonly apiRoot: string;
    readonly driveRoot: string;
    readonly tokenUrl: string;
  };
  readonly gemini: {
    /** null: Gemini is never asked. */
    readonly apiKey: string | null;
    readonly model: string;
    readonly baseUrl: string;
    readonly timeoutMs: number;
  };
  readonly thresholds: { readonly auto: number | null; readonly cascade: number | null };
  readonly modelRegistryDir: string;
  readonly temporal: { readonly address: string; readonly namespace: string; readonly uiPort: number };
  readonly ports: { readonly api: number; readonly metrics: number; readonly sandbox: number };
  /** `role:sha256hex` entries; the demo keys when nothing real is configured. */
  readonly apiKeys: readonly { readonly role: ApiRole; readonly sha256: string }[];
}

export type ApiRole = 'read' | 'write' | 'admin';
