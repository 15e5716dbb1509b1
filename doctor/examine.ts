import { loadConfig, SECRET_SETTINGS } from '../config/env';
import type { Config } from '../config/types';
import { OncekError } from '../domain/errors';
import { checkClock } from './checks/clock';
import { checkGemini } from './checks/gemini';
import { checkSheets } from './checks/sheets';
import { checkStores } from './checks/stores';
import { checkTelegram } from './checks/telegram';
import { checkTemporal } from './checks/temporal';
import { failed, ok, reportOf, skipped, warning, withoutSecrets, type DoctorReport, type Finding } from './report';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Looks at every setting and service, changing nothing, and says what to do for each failure. Never throws, and what it
 * says holds no secret.
 * @param env - as `process.env`
 */
export async function examine(env: Environment): Promise<DoctorReport> {
  let config: Config;
  try {
    config = loadConfig(env);
  } catch (error) {
    const faults = error instanceof OncekError ? error.message.split('\n').slice(1) : ['cannot be read'];
    const findings = faults.map((fault) =>
      failed('settings', fault.trim(), 'correct it; .env.template describes each'),
    );
    return reportOf([...clean(findings, secretsOf(env, null)), skipped('services', 'need the settings')]);
  }
  const services = await Promise.all(
    [checkTelegram, checkSheets, checkGemini, checkTemporal, checkStores, checkClock].map((check) =>
      check(config).catch((error: unknown): Finding[] => [
        failed(
          'doctor',
          error instanceof Error ? error.message : 'unknown trouble',
          'this should not happen: please tell',
        ),
      ]),
    ),
  );
  return reportOf(clean([...settings(config), ...services.flat()], secretsOf(env, config)));
}

function settings(config: Config): Finding[] {
  return [
    ok('settings', 'can be read'),
    config.isSandbox
      ? warning('settings: credentials', 'there are none: everything outside is the sandbox', 'fill them in to go live')
      : ok('settings: credentials', 'are set'),
    config.apiKeys.length > 0
      ? ok('settings: API keys', `${config.apiKeys.length} in API_KEYS`)
      : warning('settings: API keys', 'nobody can use the API', 'npm run key -- admin makes an entry for API_KEYS'),
  ];
}

function clean(findings: readonly Finding[], secrets: readonly string[]): Finding[] {
  return findings.map((finding) => ({
    ...finding,
    found: withoutSecrets(finding.found, secrets),
    advice: finding.advice === null ? null : withoutSecrets(finding.advice, secrets),
  }));
}

/** Values of secret settings, also where they come from files or stand within an address. */
function secretsOf(env: Environment, config: Config | null): string[] {
  const given = SECRET_SETTINGS.flatMap((name) => env[name] ?? []);
  const read = config
    ? [
        ...[config.telegram.groupToken, config.telegram.adminToken, config.gemini.apiKey, config.media.linkSecret],
        ...[config.google.serviceAccount.privateKey, config.minio?.secretKey, config.mlflow?.password],
        ...(config.databaseUrl === null ? [] : [config.databaseUrl, passwordOf(config.databaseUrl)]),
      ]
    : [];
  return [...given, ...read].filter((secret): secret is string => Boolean(secret));
}

function passwordOf(address: string): string {
  try {
    return decodeURIComponent(new URL(address).password);
  } catch {
    return '';
  }
}
