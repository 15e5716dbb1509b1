import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { OncekError } from '../domain/errors';
import { parseAppCodes, parseSolvers } from '../domain/messages';
import { slaCalendar } from '../domain/sla';
import { assertReachable } from '../domain/sla-rules';
import { parseApiKeys } from './api-keys';
import { parsePayloadKeys } from './payload-keys';
import { hasNoCredentials, withSandbox } from './sandbox-settings';
import type { Settings } from './schema';
import { settingsSchema } from './schema';
import { shownSettings } from './shown-settings';
import type { Config } from './types';
import { readServiceAccount, toConfig } from './to-config';

/** Settings that hold a secret: each may be given as `X_FILE`, the path of a file that holds it. */
export const SECRET_SETTINGS = [
  'DATABASE_URL',
  'TELEGRAM_BOT_TOKEN_COLLECTING',
  'TELEGRAM_BOT_TOKEN_REPORTING',
  'GOOGLE_SERVICE_ACCOUNT_JSON',
  'GEMINI_API_KEY',
  'API_KEYS',
  'AWS_SECRET_ACCESS_KEY',
  'MEDIA_LINK_SECRET',
  'SESSION_SECRET',
  'MLFLOW_TRACKING_PASSWORD',
  'TEMPORAL_PAYLOAD_KEY',
] as const satisfies readonly (keyof Settings)[];

/** Former names that operators still use. */
const ALIASES: Readonly<Record<string, keyof Settings>> = {
  ALLOWED_OPS_USER_IDS: 'OPS_USER_IDS',
  AWS_S3_MEDIA_PREFIX: 'S3_MEDIA_PREFIX',
};

/**
 * Reads the settings once, at start.
 * @param env - as `process.env`; other names are ignored
 * @throws InvalidSetting naming every wrong setting at once, never a value
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const values = collect(env, faults);
  const read = readable(values, faults);
  const isSandbox = hasNoCredentials(read);
  const settings = isSandbox ? withSandbox(read) : read;
  faults.push(...missing(settings).filter((fault) => !isNamed(faults, fault)), ...malformed(settings, isSandbox));
  if (faults.length > 0) throw invalid(faults);
  return toConfig(settings, { isSandbox, shown: shownSettings(values, settings, SECRET_SETTINGS) });
}

/** The settings, with the default where a value is wrong, so that the others can be checked as well. */
function readable(values: Readonly<Record<string, string>>, faults: string[]): Settings {
  const parsed = settingsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  faults.push(...parsed.error.issues.map(describeIssue));
  const wrong = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  return settingsSchema.parse(Object.fromEntries(Object.entries(values).filter(([name]) => !wrong.has(name))));
}

function isNamed(faults: readonly string[], fault: string): boolean {
  const [name = ''] = fault.split(':');
  return faults.some((other) => other.startsWith(`${name}:`) || other.startsWith(`${name}_FILE:`));
}

function collect(env: Readonly<Record<string, string | undefined>>, faults: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(settingsSchema.shape)) {
    const value = env[name]?.trim();
    if (value) values[name] = value;
  }
  for (const [alias, name] of Object.entries(ALIASES)) {
    const value = env[alias]?.trim();
    if (value && values[name] === undefined) values[name] = value;
  }
  for (const name of SECRET_SETTINGS) {
    const file = env[`${name}_FILE`]?.trim();
    if (!file || values[name] !== undefined) continue;
    try {
      const value = readFileSync(file, 'utf8').trim();
      if (value) values[name] = value;
      else faults.push(`${name}_FILE: the file is empty`);
    } catch {
      faults.push(`${name}_FILE: the file cannot be read`);
    }
  }
  return values;
}

const REQUIRED_WITH_CREDENTIALS = [
  'TELEGRAM_BOT_TOKEN_COLLECTING',
  'TELEGRAM_BOT_TOKEN_REPORTING',
  'GOOGLE_SERVICE_ACCOUNT_JSON',
] as const;

const REQUIRED_WITH_ENDPOINT = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_S3_BUCKET'] as const;

function missing(settings: Settings): string[] {
  const faults = REQUIRED_WITH_CREDENTIALS.filter((name) => settings[name] === undefined).map(
    (name) => `${name}: must be set once any real credential is`,
  );
  if (settings.TARGET_GROUP_COLLECTING.length === 0) faults.push('TARGET_GROUP_COLLECTING: must name a group');
  if (!settings.GOOGLE_SPREADSHEET_ID && !settings.GOOGLE_SPREADSHEET_NAME) {
    faults.push('GOOGLE_SPREADSHEET_ID: must be set, or GOOGLE_SPREADSHEET_NAME');
  }
  if (settings.AWS_S3_ENDPOINT !== undefined) {
    for (const name of REQUIRED_WITH_ENDPOINT) {
      if (settings[name] === undefined) faults.push(`${name}: must be set once AWS_S3_ENDPOINT is`);
    }
  }
  if (settings.MLFLOW_S3_ENDPOINT_URL !== undefined) {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const) {
      if (settings[name] === undefined) faults.push(`${name}: must be set once MLFLOW_S3_ENDPOINT_URL is`);
    }
  }
  if (settings.MLFLOW_TRACKING_USERNAME !== undefined && settings.MLFLOW_TRACKING_PASSWORD === undefined) {
    faults.push('MLFLOW_TRACKING_PASSWORD: must be set once MLFLOW_TRACKING_USERNAME is');
  }
  return faults;
}

function malformed(settings: Settings, isSandbox: boolean): string[] {
  const faults = settings.API_KEYS ? parseApiKeys(settings.API_KEYS, isSandbox).faults : [];
  if (settings.TEMPORAL_PAYLOAD_KEY) faults.push(...parsePayloadKeys(settings.TEMPORAL_PAYLOAD_KEY).faults);
  // What the readers say quotes the value, so only the form is told.
  const attempt = (name: keyof Settings, form: string, read: (value: string) => unknown): void => {
    const value = settings[name];
    if (typeof value !== 'string') return;
    try {
      read(value);
    } catch {
      faults.push(`${name}: must be ${form}`);
    }
  };
  faults.push(...calendarFaults(settings));
  attempt('APP_CODES', 'a list like MIT=MyTech,MIS=MyStaff without repetition', parseAppCodes);
  attempt('SOLVERS', 'a list like -bg=Bagas,-dm=Damas without repetition', parseSolvers);
  attempt(
    'GOOGLE_SERVICE_ACCOUNT_JSON',
    'the JSON key file of a service account, with client_email and private_key',
    readServiceAccount,
  );
  if (settings.TELEGRAM_WEBHOOK_URL?.startsWith('http:') && isTelegramItself(settings.TELEGRAM_API_ROOT)) {
    faults.push('TELEGRAM_WEBHOOK_URL: must start with https://, Telegram delivers to nothing else');
  }
  if (settings.SLA_WARN_MINUTES >= settings.SLA_TARGET_MINUTES) {
    faults.push('SLA_WARN_MINUTES: must be smaller than SLA_TARGET_MINUTES');
  }
  return faults;
}

/** A Bot API server of one's own, and the sandbox, deliver to http as well. */
function isTelegramItself(apiRoot: string): boolean {
  return new URL(apiRoot).hostname === 'api.telegram.org';
}

/** Breaks and holidays each by themselves, then together and with the minutes that have to fit in. */
function calendarFaults(settings: Settings): string[] {
  const { TIMEZONE: timeZone, SLA_BREAKS: breaks, SLA_HOLIDAYS: holidays = '' } = settings;
  const isRight = (check: () => unknown): boolean => {
    try {
      check();
      return true;
    } catch {
      return false;
    }
  };
  const faults: string[] = [];
  if (!isRight(() => slaCalendar({ timeZone, breaks }))) {
    faults.push(
      'SLA_BREAKS: must be HH:MM-HH:MM, comma-separated, then entries like fri=11:30-13:00 parted by ";", and leave some of the week',
    );
  }
  if (!isRight(() => slaCalendar({ timeZone, breaks: '', holidays }))) {
    faults.push(
      'SLA_HOLIDAYS: must be YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD, comma-separated, and leave some of each year',
    );
  }
  if (faults.length > 0) return faults;
  const longest = Math.max(
    settings.SLA_TARGET_MINUTES,
    settings.UNANSWERED_CLOSE_HOURS * 60,
    ...settings.SLA_ESCALATION.map(({ afterMin }) => afterMin),
  );
  if (isRight(() => assertReachable(slaCalendar({ timeZone, breaks, holidays }), longest))) return [];
  return [
    holidays === ''
      ? `SLA_BREAKS: must leave ${longest} active minutes in a hundred years`
      : `SLA_HOLIDAYS: must, together with SLA_BREAKS, leave some of each year, and ${longest} minutes in a hundred`,
  ];
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? 'settings');
  return `${name}: ${issue.message}`;
}

function invalid(faults: readonly string[]): OncekError {
  return new OncekError('InvalidSetting', `settings are wrong, nothing was started:\n  ${faults.join('\n  ')}`);
}
