import type { Response, Router } from 'express';
import { CHAT_CSS } from './page/css';
import { CHAT_HTML } from './page/html';
import { CHAT_JS } from './page/script';

/** The page may be framed by pages of this machine (the console), and loads nothing from elsewhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*",
].join('; ');

/** Mounts the chat page at `/chat`. */
export function pageRoutes(router: Router): void {
  router.get('/chat', (_req, res) => send(res, 'html', CHAT_HTML));
  router.get('/chat/chat.css', (_req, res) => send(res, 'css', CHAT_CSS));
  router.get('/chat/chat.js', (_req, res) => send(res, 'js', CHAT_JS));
}

function send(res: Response, type: 'html' | 'css' | 'js', body: string): void {
  res.set({
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Cache-Control': 'no-cache',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  res.type(type).send(body);
}
