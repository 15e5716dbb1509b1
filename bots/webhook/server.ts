import { createServer } from 'node:http';
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Update } from 'telegraf/types';
import { listen } from '../../config/listen';
import type { BotName } from '../../workflows/contracts/outbox';
import type { Receiver } from './receiver';
import { isSameSecret } from './secret';

/** Who takes a bot's updates, and the secret that proves they are Telegram's. */
export interface WebhookEnd {
  readonly secret: string;
  readonly receiver: Receiver;
}

/** Where Telegram brings updates to. */
export interface WebhookServer {
  readonly port: number;
  /** From now on requests for the bot are answered; before, Telegram is told to come again. */
  attach(bot: BotName, end: WebhookEnd): void;
  /** Takes nothing new, lets what is in hand finish for some seconds, and goes. */
  stop(): Promise<void>;
}

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
/** An update is a few KB, a long message with its entities some ten. */
const BODY_LIMIT = '1mb';
const STOP_WAIT_MS = 10_000;

/**
 * Listens behind whatever ends TLS. `POST …/group` and `POST …/admin` take updates of the two bots: 200 once
 * an update is safe, 503 where Telegram is to bring it again, 401 to anybody who does not know the secret.
 * @param options.host - IP address; default 127.0.0.1
 * @param options.port - 0 takes a free one
 * @throws InvalidSetting when the port cannot be had
 */
export async function startWebhookServer(options: {
  host?: string;
  port: number;
  log: Pick<Logger, 'warn'>;
}): Promise<WebhookServer> {
  const { host, log } = options;
  const ends = new Map<BotName, WebhookEnd>();
  const server = createServer(createWebhookApp(ends, log));
  const port = await listen(server, { host, port: options.port, setting: 'WEBHOOK_PORT' });
  return {
    port,
    attach: (bot, end) => void ends.set(bot, end),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const lastResort = setTimeout(() => server.closeAllConnections(), STOP_WAIT_MS);
      await Promise.all([...ends.values()].map(({ receiver }) => receiver.stop()));
      server.closeIdleConnections();
      await closed;
      clearTimeout(lastResort);
    },
  };
}

function createWebhookApp(ends: ReadonlyMap<BotName, WebhookEnd>, log: Pick<Logger, 'warn'>): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.post(
    /\/(group|admin)$/,
    knowsSecret(ends, log),
    express.json({ limit: BODY_LIMIT }),
    async (request, response) => {
      const update = updateOf(request.body);
      if (!update) return void response.status(400).end();
      const isTaken = await ends.get(botOf(request))?.receiver.take(update);
      response.status(isTaken ? 200 : 503).end();
    },
  );
  app.use((_request, response) => void response.status(404).end());
  app.use(refused);
  return app;
}

/** Before the body is read: nobody unknown makes us read and parse. */
function knowsSecret(ends: ReadonlyMap<BotName, WebhookEnd>, log: Pick<Logger, 'warn'>): RequestHandler {
  return (request, response, next) => {
    const end = ends.get(botOf(request));
    if (!end) return void response.status(503).end();
    if (isSameSecret(request.get(SECRET_HEADER) ?? '', end.secret)) return next();
    log.warn({ bot: botOf(request) }, 'a request to the webhook without its secret: refused');
    response.status(401).end();
  };
}

function botOf(request: Request): BotName {
  return request.path.endsWith('/group') ? 'group' : 'admin';
}

function updateOf(body: unknown): Update | null {
  if (typeof body !== 'object' || body === null || !('update_id' in body)) return null;
  return Number.isSafeInteger(body.update_id) ? (body as Update) : null;
}

/** A body that cannot be read is never Telegram's. */
const refused: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  if (response.headersSent) return next(error);
  response.status(error.status ?? 503).end();
};
