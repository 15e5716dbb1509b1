import type { Config } from './types';

/** Shorter values would cut harmless words out of texts. */
const MIN_CHARS = 6;
const CUT = '[SECRET]';

/** Every secret of the settings, as it could stand in a text. Keys of the API are known by their hashes alone. */
function secretsOf(config: Partial<Config>): string[] {
  const { telegram, google, gemini, minio, media, mlflow, databaseUrl, temporal, console: pages } = config;
  const password = databaseUrl ? new URL(databaseUrl).password : '';
  return [
    ...[telegram?.groupToken, telegram?.adminToken, google?.serviceAccount.privateKey, gemini?.apiKey],
    ...[minio?.secretKey, media?.linkSecret, mlflow?.password, mlflow?.s3?.secretKey, pages?.sessionSecret],
    ...[databaseUrl, password, decodeURIComponent(password)],
    ...(temporal?.payloadKeys?.known ?? []).map((key) => Buffer.from(key).toString('base64')),
  ].flatMap((value) => (value && value.length >= MIN_CHARS ? [value] : []));
}

/**
 * Cuts the settings' secrets out of texts that go out, whoever put them there: as they are, as JSON writes them and
 * percent-encoded. A text without any comes back as it is.
 */
export function secretScrubber(config: Partial<Config>): (text: string) => string {
  const forms = secretsOf(config).flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  // The longest first: one may hold another.
  const known = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => known.reduce((clean, secret) => clean.replaceAll(secret, CUT), text);
}
