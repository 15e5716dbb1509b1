import type { CookieOptions, Request } from 'express';

const NAME = 'oncek_session';

/** The session's token as the request's cookie has it; null: there is none. */
export function sessionCookieOf(request: Request): string | null {
  const pairs = request.headers.cookie?.split(/;\s*/) ?? [];
  const own = pairs.find((pair) => pair.startsWith(`${NAME}=`));
  return own === undefined ? null : own.slice(NAME.length + 1);
}

/** Scripts cannot read it, other sites cannot have it sent; only over TLS where people come by TLS. */
export function sessionCookie(publicBaseUrl: string): { readonly name: string; readonly options: CookieOptions } {
  const secure = publicBaseUrl.startsWith('https:');
  return { name: NAME, options: { httpOnly: true, sameSite: 'strict', path: '/', secure } };
}
