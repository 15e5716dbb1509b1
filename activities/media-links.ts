import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/types';
import { keptSecret } from './kept-secret';

/** 128 bits cannot be guessed, and keep the link short. */
const MAC_BYTES = 16;
/** Signs nothing but links to media, though the secret might serve elsewhere one day. */
const PURPOSE = 'oncek media link\n';
/** Of a key with a long prefix, and its signature. */
const MAX_TOKEN = 1_500;

/** Links to stored media. They hold good for ever, for everybody who has one, and cannot be made without the secret. */
export interface MediaLinks {
  /** The link for people, of our API or, where the bucket itself is public, of the bucket. */
  linkOf(key: string): string;
  tokenOf(key: string): string;
  /** @returns null for a token, or a link with one, that we did not make */
  keyOf(tokenOrLink: string): string | null;
}

export function createMediaLinks({
  secret,
  publicBaseUrl,
  bucketBaseUrl,
}: Pick<Config['media'], 'publicBaseUrl' | 'bucketBaseUrl'> & { secret: string }): MediaLinks {
  const macOf = (key: string): Buffer =>
    createHmac('sha256', secret)
      .update(PURPOSE + key)
      .digest()
      .subarray(0, MAC_BYTES);
  const tokenOf = (key: string): string =>
    `${Buffer.from(key).toString('base64url')}.${macOf(key).toString('base64url')}`;
  return {
    tokenOf,
    linkOf: (key) =>
      bucketBaseUrl === null
        ? `${publicBaseUrl}/media/${tokenOf(key)}`
        : `${bucketBaseUrl}/${key.split('/').map(encodeURIComponent).join('/')}`,
    keyOf(tokenOrLink) {
      if (tokenOrLink.length > MAX_TOKEN) return null;
      const token = tokenOrLink.slice(tokenOrLink.lastIndexOf('/') + 1);
      const [, encoded = '', mac = ''] = /^([\w-]+)\.([\w-]+)$/.exec(token) ?? [];
      const key = Buffer.from(encoded, 'base64url').toString('utf8');
      const given = Buffer.from(mac, 'base64url');
      const isOurs = given.length === MAC_BYTES && timingSafeEqual(given, macOf(key));
      // One spelling a key: a token cannot be varied to get around its revocation.
      return isOurs && tokenOf(key) === token ? key : null;
    },
  };
}

/** The secret of the settings, else one that is made at the first start and kept in the data folder. */
export async function mediaLinkSecret({
  linkSecret,
  dataDir,
}: {
  linkSecret: string | null;
  dataDir: string;
}): Promise<string> {
  return linkSecret ?? keptSecret({ dataDir, name: 'media-link-secret' });
}
