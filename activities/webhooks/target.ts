import { OncekError } from '../../domain/errors';

const MAX_URL_CHARS = 2_000;

/**
 * The address of a receiver, as it will be called. What its host resolves to is looked at with each connection, not here.
 * @param allowsPrivate - http is taken as well
 * @throws WebhookTarget naming what is wrong, never the address
 */
export function webhookTarget(text: string, { allowsPrivate }: { readonly allowsPrivate: boolean }): string {
  const url = text.length <= MAX_URL_CHARS && URL.canParse(text) ? new URL(text) : null;
  if (url === null)
    throw wrong(`must be an address of at most ${MAX_URL_CHARS} characters, such as https://desk.example/hooks`);
  if (url.protocol !== 'https:' && !(allowsPrivate && url.protocol === 'http:'))
    throw wrong('must begin with https://');
  if (url.username !== '' || url.password !== '') {
    throw wrong('must hold no user name or password: receivers know us by the signature');
  }
  url.hash = '';
  return url.href;
}

function wrong(what: string): OncekError {
  return new OncekError('WebhookTarget', `url: ${what}`);
}
