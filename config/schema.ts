import { isIP } from 'node:net';
import { z } from 'zod';
import { DEFAULT_LANGUAGE, LANGUAGES } from '../domain/language';
import { emails, groups, minuteList, networks, origins, userIds } from './lists';
import { weeklyTime } from './weekly-time';

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const port = z.coerce.number().int().min(1).max(65_535);
const share = z.coerce.number().min(0).max(1);
const url = z.url();
const address = z.url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:9000' });
const bucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,55}[a-z0-9]$/, 'must be 3 to 57 of a-z, 0-9, dots and hyphens');
const mlflowName = z
  .string()
  .regex(/^[\w.-]+(?: [\w.-]+)*$/, 'must be words of letters, digits, . _ and -')
  .max(250);
const keyPrefix = z
  .string()
  .transform((text) => text.replace(/^\/+|\/+$/g, ''))
  .refine(
    (text) => /^[\w@-][\w.@-]*(\/[\w@-][\w.@-]*)*$/.test(text),
    'must be names of letters, digits, . _ @ - and /',
  );

/**
 * Every setting, with its default. A setting that is empty counts as not set. `.env.template` names the same settings;
 * a test holds the two together.
 */
export const settingsSchema = z.object({
  TIMEZONE: z.string().default('Asia/Jakarta').refine(isTimeZone, 'is not a time zone such as Asia/Jakarta'),
  LANGUAGE: z.enum(LANGUAGES, `must be one of ${LANGUAGES.join(', ')}`).default(DEFAULT_LANGUAGE),
  DEBUG: flag.default(false),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'is not of the form postgres://user:password@host:port/database')
    .optional(),

  TELEGRAM_BOT_TOKEN_COLLECTING: z.string().optional(),
  TELEGRAM_BOT_TOKEN_REPORTING: z.string().optional(),
  TARGET_GROUP_COLLECTING: groups.default([]),
  TARGET_GROUP_REPORTING: z.coerce.number().int().optional(),
  TELEGRAM_ADMIN_CHAT_ID: z.coerce.number().int().optional(),
  ADMIN_USER_IDS: userIds.default([]),
  OPS_USER_IDS: userIds.optional(),
  TELEGRAM_API_ROOT: url.default('https://api.telegram.org/'),
  TELEGRAM_WEBHOOK_URL: address.optional(),
  TELEGRAM_GROUP_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(20),

  APP_CODES: z.string().default('MIT=MyTech,MIS=MyStaff'),
  SOLVERS: z.string().default('-bg=Bagas,-dm=Damas,-dvd=David,-fr=Fairuz,-ej=Eri'),
  SLA_TARGET_MINUTES: z.coerce.number().positive().max(10_000).default(15),
  SLA_WARN_MINUTES: z.coerce.number().min(0).max(10_000).default(5),
  SLA_BREAKS: z.string().default('00:00-06:00,13:00-14:00,19:00-20:00'),
  SLA_HOLIDAYS: z.string().optional(),
  SLA_ESCALATION: minuteList.default([]),
  UNANSWERED_CLOSE_HOURS: z.coerce.number().positive().max(1_000).default(24),
  EDIT_WINDOW_HOURS: z.coerce.number().min(0).max(1_000).default(48),
  BURST_TECHNICIANS: z.coerce.number().int().min(2).max(1_000).default(5),
  BURST_MINUTES: z.coerce.number().positive().max(720).default(15),
  REVIEW_LOCK_MINUTES: z.coerce.number().positive().max(1_440).default(5),

  GOOGLE_SERVICE_ACCOUNT_JSON: z.string().optional(),
  GOOGLE_SPREADSHEET_ID: z.string().optional(),
  GOOGLE_SPREADSHEET_NAME: z.string().optional(),
  GOOGLE_SHARE_WITH: emails.default([]),
  SHEET_SYNC_SECONDS: z.coerce.number().int().min(10).max(3_600).default(60),
  GOOGLE_API_ROOT: url.default('https://sheets.googleapis.com/'),
  GOOGLE_DRIVE_ROOT: url.default('https://www.googleapis.com/'),
  GOOGLE_TOKEN_URL: url.default('https://oauth2.googleapis.com/token'),

  GEMINI_API_KEY: z.string().optional(),
  GEMINI_ENABLED: flag.default(true),
  GEMINI_MODEL_NAME: z.string().default('gemini-2.0-flash'),
  GEMINI_BASE_URL: url.default('https://generativelanguage.googleapis.com'),
  GEMINI_TIMEOUT: z.coerce.number().positive().max(120).default(10),
  GEMINI_INPUT_USD_PER_MILLION: z.coerce.number().min(0).max(10_000).default(0.1),
  GEMINI_OUTPUT_USD_PER_MILLION: z.coerce.number().min(0).max(10_000).default(0.4),
  ALERT_COOLDOWN_SECONDS: z.coerce.number().int().min(0).max(604_800).default(1_800),
  GEMINI_CASCADE_THRESHOLD: share.optional(),
  ML_THRESHOLD_AUTO: share.optional(),
  MODEL_REGISTRY_DIR: z.string().optional(),
  RETRAIN_WEEKLY: weeklyTime.optional(),
  APPROVAL_DAYS: z.coerce.number().positive().max(365).default(7),

  MLFLOW_TRACKING_URI: address.optional(),
  MLFLOW_PUBLIC_URL: address.optional(),
  MLFLOW_EXPERIMENT_NAME: mlflowName.default('ticket-classifier'),
  MLFLOW_MODEL_NAME: mlflowName.default('ticket-classifier'),
  MLFLOW_TRACKING_USERNAME: z.string().optional(),
  MLFLOW_TRACKING_PASSWORD: z.string().optional(),
  MLFLOW_S3_ENDPOINT_URL: address.optional(),
  MLFLOW_BUCKET_NAME: bucket.optional(),

  AWS_S3_ENDPOINT: address.optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_S3_REGION: z.string().default('us-east-1'),
  AWS_S3_BUCKET: bucket.optional(),
  AWS_S3_STATE_BUCKET: bucket.optional(),
  AWS_S3_PUBLIC_BASE_URL: address.optional(),
  S3_MEDIA_PREFIX: keyPrefix.default('media'),
  MEDIA_LINK_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  PUBLIC_BASE_URL: address.optional(),

  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_UI_PORT: port.default(8233),
  TEMPORAL_UI_URL: address.optional(),
  TEMPORAL_PAYLOAD_KEY: z.string().optional(),
  WORKFLOW_CALL_STACKS: flag.default(false),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_SERVICE_NAME: z.string().default('oncek'),

  LISTEN_HOST: z
    .string()
    .refine((host) => isIP(host) !== 0, 'must be an IP address such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  API_PORT: port.default(8080),
  METRICS_PORT: port.default(9464),
  PRODUCT_METRICS_PORT: port.optional(),
  WEBHOOK_PORT: port.default(8081),
  SANDBOX_PORT: port.default(8090),
  API_KEYS: z.string().optional(),
  API_RATE_PER_MINUTE: z.coerce.number().int().min(0).max(10_000_000).default(6_000),
  API_FAILED_PER_MINUTE: z.coerce.number().int().min(0).max(1_000_000).default(600),
  TRUSTED_PROXIES: networks.default([]),
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  CORS_ORIGINS: origins.default([]),
  LEGACY_OPEN_FROM: networks.default([]),
  WEBHOOK_ALLOW_PRIVATE: flag.default(false),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
