import path from 'node:path';
import { OncekError } from '../domain/errors';
import { parseAppCodes, parseSolvers } from '../domain/messages';
import { slaCalendar } from '../domain/sla';
import { withoutEnd } from '../domain/text';
import { demoApiKeys, parseApiKeys } from './api-keys';
import { parsePayloadKeys } from './payload-keys';
import type { Settings } from './schema';
import type { Config } from './types';

/**
 * Settings as the parts need them.
 * @throws InvalidSetting when the service account or the API keys cannot be read
 */
export function toConfig(settings: Settings, { isSandbox, shown }: Pick<Config, 'isSandbox' | 'shown'>): Config {
  const keys = settings.API_KEYS ? parseApiKeys(settings.API_KEYS, isSandbox) : null;
  if (keys && keys.faults.length > 0) throw new OncekError('InvalidSetting', keys.faults.join('\n'));
  const reportingChatId = settings.TARGET_GROUP_REPORTING ?? null;
  return Object.freeze({
    isSandbox,
    isDebug: settings.DEBUG,
    timeZone: settings.TIMEZONE,
    language: settings.LANGUAGE,
    dataDir: path.resolve(settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL ?? null,
    sheetSyncSeconds: settings.SHEET_SYNC_SECONDS,
    telegram: {
      apiRoot: settings.TELEGRAM_API_ROOT,
      groupToken: settings.TELEGRAM_BOT_TOKEN_COLLECTING ?? '',
      adminToken: settings.TELEGRAM_BOT_TOKEN_REPORTING ?? '',
      collecting: settings.TARGET_GROUP_COLLECTING,
      reportingChatId,
      noticeChatId: settings.TELEGRAM_ADMIN_CHAT_ID ?? reportingChatId,
      adminUserIds: settings.ADMIN_USER_IDS,
      opsUserIds: settings.OPS_USER_IDS ?? settings.ADMIN_USER_IDS,
      webhookUrl: settings.TELEGRAM_WEBHOOK_URL === undefined ? null : withoutSlash(settings.TELEGRAM_WEBHOOK_URL),
      groupPerMinute: settings.TELEGRAM_GROUP_PER_MINUTE,
    },
    ticket: {
      calendar: slaCalendar({
        timeZone: settings.TIMEZONE,
        breaks: settings.SLA_BREAKS,
        holidays: settings.SLA_HOLIDAYS ?? '',
      }),
      slaTargetMin: settings.SLA_TARGET_MINUTES,
      slaWarnMin: settings.SLA_WARN_MINUTES,
      escalations: settings.SLA_ESCALATION,
      unansweredCloseMin: settings.UNANSWERED_CLOSE_HOURS * 60,
      editWindowMin: settings.EDIT_WINDOW_HOURS * 60,
      reviewLockMin: settings.REVIEW_LOCK_MINUTES,
      language: settings.LANGUAGE,
      grammar: { appCodes: parseAppCodes(settings.APP_CODES), solvers: parseSolvers(settings.SOLVERS) },
    },
    google: {
      serviceAccount: readServiceAccount(settings.GOOGLE_SERVICE_ACCOUNT_JSON ?? ''),
      spreadsheetId: settings.GOOGLE_SPREADSHEET_ID ?? null,
      spreadsheetName: settings.GOOGLE_SPREADSHEET_NAME ?? null,
      shareWith: settings.GOOGLE_SHARE_WITH,
      apiRoot: settings.GOOGLE_API_ROOT,
      driveRoot: settings.GOOGLE_DRIVE_ROOT,
      tokenUrl: settings.GOOGLE_TOKEN_URL,
    },
    gemini: {
      apiKey: settings.GEMINI_ENABLED ? (settings.GEMINI_API_KEY ?? null) : null,
      model: settings.GEMINI_MODEL_NAME,
      baseUrl: settings.GEMINI_BASE_URL,
      timeoutMs: settings.GEMINI_TIMEOUT * 1_000,
      inputUsdPerMillion: settings.GEMINI_INPUT_USD_PER_MILLION,
      outputUsdPerMillion: settings.GEMINI_OUTPUT_USD_PER_MILLION,
    },
    burst: { technicians: settings.BURST_TECHNICIANS, windowMs: settings.BURST_MINUTES * 60_000 },
    alertCooldownMs: settings.ALERT_COOLDOWN_SECONDS * 1_000,
    thresholds: {
      auto: settings.ML_THRESHOLD_AUTO ?? null,
      cascade: settings.GEMINI_CASCADE_THRESHOLD ?? null,
    },
    training: { approvalDays: settings.APPROVAL_DAYS, weekly: settings.RETRAIN_WEEKLY ?? null },
    minio: minioOf(settings),
    media: {
      prefix: settings.S3_MEDIA_PREFIX,
      linkSecret: settings.MEDIA_LINK_SECRET ?? null,
      publicBaseUrl: withoutSlash(settings.PUBLIC_BASE_URL ?? `http://127.0.0.1:${settings.API_PORT}`),
      bucketBaseUrl:
        settings.AWS_S3_PUBLIC_BASE_URL === undefined ? null : withoutSlash(settings.AWS_S3_PUBLIC_BASE_URL),
    },
    modelRegistryDir: path.resolve(settings.MODEL_REGISTRY_DIR ?? path.join(settings.DATA_DIR, 'models')),
    mlflow: mlflowOf(settings),
    temporal: {
      address: settings.TEMPORAL_ADDRESS,
      namespace: settings.TEMPORAL_NAMESPACE,
      uiPort: settings.TEMPORAL_UI_PORT,
      uiUrl: withoutSlash(settings.TEMPORAL_UI_URL ?? `http://127.0.0.1:${settings.TEMPORAL_UI_PORT}`),
      keepsCallStacks: settings.WORKFLOW_CALL_STACKS,
      payloadKeys: settings.TEMPORAL_PAYLOAD_KEY ? parsePayloadKeys(settings.TEMPORAL_PAYLOAD_KEY).keys : null,
      uiOrigins: uiOrigins(settings),
    },
    tracing:
      settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : {
            endpoint: withoutSlash(settings.OTEL_EXPORTER_OTLP_ENDPOINT),
            serviceName: settings.OTEL_SERVICE_NAME,
          },
    listenHost: settings.LISTEN_HOST,
    ports: {
      api: settings.API_PORT,
      metrics: settings.METRICS_PORT,
      productMetrics: settings.PRODUCT_METRICS_PORT ?? null,
      webhook: settings.WEBHOOK_PORT,
      sandbox: settings.SANDBOX_PORT,
    },
    console: { sessionSecret: settings.SESSION_SECRET ?? null, language: settings.LANGUAGE },
    rates: {
      perMinute: settings.API_RATE_PER_MINUTE,
      failedPerMinute: settings.API_FAILED_PER_MINUTE,
      trustedProxies: settings.TRUSTED_PROXIES,
    },
    shown,
    http: {
      corsOrigins: settings.CORS_ORIGINS,
      legacyOpenFrom: settings.LEGACY_OPEN_FROM,
    },
    webhooks: { allowsPrivate: settings.WEBHOOK_ALLOW_PRIVATE },
    apiKeys: keys?.keys ?? (isSandbox ? demoApiKeys() : []),
  });
}

/** What the checks of the settings have found to be there. */
function minioOf(settings: Settings): Config['minio'] {
  if (settings.AWS_S3_ENDPOINT === undefined) return null;
  const mediaBucket = settings.AWS_S3_BUCKET ?? '';
  return {
    endpoint: settings.AWS_S3_ENDPOINT,
    accessKey: settings.AWS_ACCESS_KEY_ID ?? '',
    secretKey: settings.AWS_SECRET_ACCESS_KEY ?? '',
    region: settings.AWS_S3_REGION,
    mediaBucket,
    stateBucket: settings.AWS_S3_STATE_BUCKET ?? `${mediaBucket}-state`,
  };
}

function mlflowOf(settings: Settings): Config['mlflow'] {
  if (settings.MLFLOW_TRACKING_URI === undefined) return null;
  const trackingUri = withoutSlash(settings.MLFLOW_TRACKING_URI);
  const endpoint = settings.MLFLOW_S3_ENDPOINT_URL ?? settings.AWS_S3_ENDPOINT;
  const { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey, AWS_S3_REGION: region } = settings;
  const isS3 = endpoint !== undefined && accessKey !== undefined && secretKey !== undefined;
  return {
    trackingUri,
    publicUrl: withoutSlash(settings.MLFLOW_PUBLIC_URL ?? trackingUri),
    experiment: settings.MLFLOW_EXPERIMENT_NAME,
    modelName: settings.MLFLOW_MODEL_NAME,
    username: settings.MLFLOW_TRACKING_USERNAME ?? null,
    password: settings.MLFLOW_TRACKING_PASSWORD ?? null,
    s3: isS3 ? { endpoint, accessKey, secretKey, region, bucket: settings.MLFLOW_BUCKET_NAME ?? null } : null,
  };
}

/** Browsers know this machine by two names. */
function uiOrigins({ TEMPORAL_UI_URL: url, TEMPORAL_UI_PORT: port }: Settings): string[] {
  return url === undefined ? [`http://127.0.0.1:${port}`, `http://localhost:${port}`] : [new URL(url).origin];
}

function withoutSlash(address: string): string {
  return withoutEnd(address, '/');
}

/** The two fields that signing in needs. @throws InvalidSetting, without the text: it is a secret */
export function readServiceAccount(json: string): Config['google']['serviceAccount'] {
  try {
    const account = JSON.parse(json) as { client_email?: unknown; private_key?: unknown };
    if (typeof account.client_email === 'string' && typeof account.private_key === 'string') {
      return { clientEmail: account.client_email, privateKey: account.private_key };
    }
  } catch {
    // The text itself must not reach a message: it is a secret.
  }
  throw new OncekError(
    'InvalidSetting',
    'GOOGLE_SERVICE_ACCOUNT_JSON: must be the JSON key file of a service account, with client_email and private_key',
  );
}
