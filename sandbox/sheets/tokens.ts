import { z } from 'zod';
import { errorInfo, GoogleError } from './google-error';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const MAX_LIFE_S = 3600;
/** Clocks of two machines may differ by this much. */
const SKEW_S = 300;
const SCOPE_ROOT = 'https://www.googleapis.com/auth/';

/** An access token that was given out. */
export interface IssuedToken {
  readonly token: string;
  /** The service account's address. */
  readonly user: string;
  /** Without their common address in front, e.g. `spreadsheets`. */
  readonly scopes: readonly string[];
  /** ms */
  readonly expiresAt: number;
}

/** Why the token address refused, in the form of OAuth 2 (RFC 6749 §5.2). */
export class OAuthError extends Error {
  constructor(
    readonly error: 'invalid_grant' | 'unsupported_grant_type' | 'invalid_request' | 'invalid_scope',
    description: string,
  ) {
    super(description);
    this.name = 'OAuthError';
  }
}

const headerSchema = z.object({ alg: z.literal('RS256') });
const claimsSchema = z.object({
  iss: z.email(),
  aud: z.url(),
  scope: z.string().default(''),
  iat: z.number(),
  exp: z.number(),
});

/**
 * Checks a service account's request for a token: the grant, the assertion's form, its times and scopes. Its signature
 * is not verified, since the sandbox knows no accounts.
 * @param now - ms
 * @throws OAuthError
 */
export function readTokenRequest(body: unknown, now: number): { user: string; scopes: string[] } {
  const form = z.object({ grant_type: z.string(), assertion: z.string().optional() }).safeParse(body);
  if (!form.success) throw new OAuthError('invalid_request', 'Required parameter is missing: grant_type');
  if (form.data.grant_type !== GRANT) {
    throw new OAuthError('unsupported_grant_type', `Invalid grant_type: ${form.data.grant_type}`);
  }
  const [header, payload, signature] = (form.data.assertion ?? '').split('.');
  if (!header || !payload || !signature || !headerSchema.safeParse(decode(header)).success) {
    throw new OAuthError('invalid_grant', 'Bad Request: the assertion is no JWT signed with RS256');
  }
  const claims = claimsSchema.safeParse(decode(payload));
  if (!claims.success) throw new OAuthError('invalid_grant', `Invalid JWT: ${z.prettifyError(claims.error)}`);
  const { iss, aud, scope, iat, exp } = claims.data;
  const nowS = now / 1000;
  if (exp < nowS - SKEW_S || iat > nowS + SKEW_S || exp - iat > MAX_LIFE_S) {
    const why = 'Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
    throw new OAuthError('invalid_grant', `Invalid JWT: ${why} Check your iat and exp values in the JWT claim.`);
  }
  if (!new URL(aud).pathname.endsWith('/token'))
    throw new OAuthError('invalid_grant', 'Invalid JWT: Failed audience check.');
  const scopes = scope.split(' ').filter((text) => text.startsWith(SCOPE_ROOT));
  if (scopes.length === 0) {
    throw new OAuthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  }
  return { user: iss, scopes: scopes.map((text) => text.slice(SCOPE_ROOT.length)) };
}

/**
 * The holder of the token in an `Authorization` header.
 * @param scopes - one of these is needed
 * @throws GoogleError UNAUTHENTICATED, or PERMISSION_DENIED where no scope fits
 */
export function authorize(
  tokens: ReadonlyMap<string, IssuedToken>,
  { header, scopes, now }: { header: string | undefined; scopes: readonly string[]; now: number },
): string {
  const bearer = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  const hint = 'Expected OAuth 2 access token, login cookie or other valid authentication credential.';
  if (bearer === undefined) {
    throw new GoogleError('UNAUTHENTICATED', `Request is missing required authentication credential. ${hint}`);
  }
  const issued = tokens.get(bearer);
  if (!issued || issued.expiresAt <= now) {
    throw new GoogleError('UNAUTHENTICATED', `Request had invalid authentication credentials. ${hint}`);
  }
  if (!scopes.some((scope) => issued.scopes.includes(scope))) {
    const detail = errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'googleapis.com');
    throw new GoogleError('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [detail]);
  }
  return issued.user;
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
