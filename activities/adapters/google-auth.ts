import { gaxios, JWT } from 'google-auth-library';
import type { Config } from '../../config/types';

/** The constant google-auth-library sends a service account's token request to. */
const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';

/**
 * Write the sheets; see the names of files shared with us, for a spreadsheet that is given by name, and who they are
 * shared with; make and share spreadsheets of our own, and nothing else in anybody's Drive.
 */
const SCOPES = [
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive.metadata.readonly',
  'https://www.googleapis.com/auth/drive.file',
];

const UNAUTHORIZED = 401;

/** A proxy of the environment is meant for the outside: on loopback it would answer with errors of its own. */
const LOOPBACK = [/^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/];

/**
 * Signs in as the service account; tokens are fetched when needed and renewed by themselves.
 * @param google - `tokenUrl` other than Google's own is reached by rewriting that one address: the library takes it
 *   from a constant, not from settings
 */
export function createGoogleAuth(google: Pick<Config['google'], 'serviceAccount' | 'tokenUrl'>): JWT {
  // Node's own fetch knows no proxies; the library's default one does, at the price of a second HTTP stack.
  const fetchImplementation = isProxySet() ? undefined : fetch;
  const transporter = new gaxios.Gaxios({ timeout: 30_000, noProxy: LOOPBACK, fetchImplementation });
  if (google.tokenUrl !== GOOGLE_TOKEN_URL) {
    transporter.interceptors.request.add({
      resolved: (request) => {
        if (request.url.href === GOOGLE_TOKEN_URL) request.url = new URL(google.tokenUrl);
        return Promise.resolve(request);
      },
    });
  }
  const client = new JWT({
    email: google.serviceAccount.clientEmail,
    key: google.serviceAccount.privateKey,
    scopes: SCOPES,
    transporter,
    // Once more with another token where Google does not take this one: what was refused so was not applied.
    forceRefreshOnFailure: true,
  });
  forgetRefusedTokens(client, transporter);
  return client;
}

/** The library keeps a token for its hour, in two places, even where Google has long refused it. */
function forgetRefusedTokens(client: JWT, transporter: gaxios.Gaxios): void {
  transporter.interceptors.response.add({
    // Whoever reads refusals himself, as streams do, is not asked again by the library: the next call gets another token.
    resolved: (response) => {
      if (response.status === UNAUTHORIZED) {
        client.gtoken = undefined;
        client.credentials = { ...client.credentials, access_token: null };
      }
      return Promise.resolve(response);
    },
    rejected(error) {
      if (error.response?.status === UNAUTHORIZED) client.gtoken = undefined;
      throw error;
    },
  });
}

/** The variables the library itself looks at. */
function isProxySet(): boolean {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env;
  return [HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy].some((proxy) => proxy !== undefined && proxy !== '');
}
