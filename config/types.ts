import type { Language } from '../domain/language';
import type { TicketSettings } from '../workflows/contracts/ticket';
import type { CollectingGroup } from './lists';
import type { ShownSetting } from './shown-settings';
import type { WeeklyTime } from './weekly-time';

/** The settings as the parts need them: typed, nested, frozen. Made once per process and handed down. */
export interface Config {
  readonly isSandbox: boolean;
  readonly isDebug: boolean;
  readonly timeZone: string;
  /** What bots, notices, cards, reports and charts are written in. */
  readonly language: Language;
  readonly dataDir: string;
  /** PostgreSQL for the mirror; null: a file in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Seconds between two looks at the sheets. */
  readonly sheetSyncSeconds: number;
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
    /** Where Telegram brings updates to, without a slash at the end; null: the bots ask for them. */
    readonly webhookUrl: string | null;
  };
  /** Rules each new ticket takes along. The spreadsheet's id is filled in once it is known (it may be given by name). */
  readonly ticket: Omit<TicketSettings, 'spreadsheetId'>;
  readonly google: {
    readonly serviceAccount: { readonly clientEmail: string; readonly privateKey: string };
    readonly spreadsheetId: string | null;
    readonly spreadsheetName: string | null;
    /** Addresses of those who may edit a spreadsheet that the ledger rolls over to. */
    readonly shareWith: readonly string[];
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
    readonly inputUsdPerMillion: number;
    readonly outputUsdPerMillion: number;
  };
  /** How long admins hear nothing more of the same trouble, in ms; 0: they hear of each. */
  readonly alertCooldownMs: number;
  /** When tickets of one symptom are a burst, which admins are told of. */
  readonly burst: { readonly technicians: number; readonly windowMs: number };
  readonly thresholds: { readonly auto: number | null; readonly cascade: number | null };
  readonly training: {
    /** Days that a trained model waits for an admin's decision. */
    readonly approvalDays: number;
    /** When a retraining is started by itself, by the clock of `timeZone`; null: never. */
    readonly weekly: WeeklyTime | null;
  };
  /** null: files are kept in the data folder. */
  readonly minio: {
    readonly endpoint: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly region: string;
    /** People may be given its address; holds media and nothing else. */
    readonly mediaBucket: string;
    /** Stories and notes of the product, which hold personal data. */
    readonly stateBucket: string;
  } | null;
  readonly media: {
    /** Begin of the media's keys, without slashes at its ends. */
    readonly prefix: string;
    /** null: one made once and kept in the data folder. */
    readonly linkSecret: string | null;
    /** Where people reach our API, without a slash at the end. */
    readonly publicBaseUrl: string;
    /** Where people reach the media bucket, without a slash at the end; null: links lead to our API. */
    readonly bucketBaseUrl: string | null;
  };
  /** Folder of the models; used where `mlflow` is null. */
  readonly modelRegistryDir: string;
  /** The MLflow server that holds the models; null: they are in `modelRegistryDir`. */
  readonly mlflow: {
    /** Without a slash at the end. */
    readonly trackingUri: string;
    /** Where people reach its pages, without a slash at the end. */
    readonly publicUrl: string;
    readonly experiment: string;
    readonly modelName: string;
    /** null: the server asks nobody who they are. */
    readonly username: string | null;
    readonly password: string | null;
    /** For a server that has its clients write files to S3 themselves; null: its proxy must serve. */
    readonly s3: {
      readonly endpoint: string;
      readonly accessKey: string;
      readonly secretKey: string;
      readonly region: string;
      /** null: whichever bucket MLflow names. */
      readonly bucket: string | null;
    } | null;
  } | null;
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly uiPort: number;
    /** Where people reach its pages, without a slash at the end. */
    readonly uiUrl: string;
    /** Whether Temporal UI can show where a workflow waits; costs four times the processor time. */
    readonly keepsCallStacks: boolean;
    /** null: payloads are not encrypted. */
    readonly payloadKeys: PayloadKeys | null;
    /** Where people reach Temporal UI: the origins of pages that may ask the codec endpoint. */
    readonly uiOrigins: readonly string[];
  };
  /** null: no traces are made. */
  readonly tracing: {
    /** Root of the collector, without a slash at the end. */
    readonly endpoint: string;
    readonly serviceName: string;
  } | null;
  /** IP address that all ports of the product are opened on; the sandbox and the Temporal dev server stay on loopback. */
  readonly listenHost: string;
  readonly ports: {
    readonly api: number;
    /** Temporal's own figures. */
    readonly metrics: number;
    /** The product's figures, beside the API's `/metrics`; null: there only. */
    readonly productMetrics: number | null;
    /** Taken only where `telegram.webhookUrl` is set. */
    readonly webhook: number;
    readonly sandbox: number;
  };
  readonly console: {
    /** Signs log-ins; null: one made once and kept in the data folder. */
    readonly sessionSecret: string | null;
    /** Of whoever has chosen none. */
    readonly language: 'id' | 'en';
  };
  /** Limits of the API, of each of its processes by itself. */
  readonly rates: {
    /** Calls a minute for each key; 0: no limit. */
    readonly perMinute: number;
    /** Requests a minute without a valid key for each address; 0: no limit. */
    readonly failedPerMinute: number;
    /** Addresses and networks whose X-Forwarded-For is believed. */
    readonly trustedProxies: readonly string[];
  };
  /** As people may see them. */
  readonly shown: readonly ShownSetting[];
  readonly http: {
    /** Origins whose pages may call the API with a key. */
    readonly corsOrigins: readonly string[];
    /** Addresses and networks of callers that need no key for today's calls. */
    readonly legacyOpenFrom: readonly string[];
  };
  /** Events that are sent to receivers elsewhere. */
  readonly webhooks: {
    /** Receivers in private networks, on this machine and without TLS are taken as well. */
    readonly allowsPrivate: boolean;
  };
  /** `role:sha256hex` entries; the demo keys when nothing real is configured. */
  readonly apiKeys: readonly { readonly role: ApiRole; readonly sha256: string }[];
}

/** Keys of payload encryption. */
export interface PayloadKeys {
  /** Whether new payloads are encrypted, with the first key. */
  readonly encrypts: boolean;
  /** 32 bytes each, the newest first; all decrypt. */
  readonly known: readonly Uint8Array[];
}

export type ApiRole = 'read' | 'write' | 'admin';
