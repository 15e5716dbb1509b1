import type { Request, Router } from 'express';
import type { SandboxCore, SandboxService } from '../service';
import { withFaults, type Reply } from '../with-faults';
import { createDemoWorld } from './demo-world';
import { UpdateQueue } from './delivery';
import { injectedError, TelegramError } from './errors';
import { fileBytes } from './files';
import type { Call } from './methods/context';
import { methodNamed } from './methods/table';
import { Params } from './params';
import { peopleRoutes } from './people/routes';
import { RateLimiter } from './rate-limit';
import { BOT_NAMES, DEFAULT_TELEGRAM_SETTINGS, type BotName, type TelegramSettings } from './settings';
import { TelegramStore } from './store';
import type { TableChange } from './table';
import { WebhookSender } from './webhook';
import type { World } from './world';

interface BotLine {
  queue: UpdateQueue;
  webhook: WebhookSender;
}

/** The stand-in of Telegram: the Bot API under `/telegram/`, and the people's side. */
export function createTelegramService(overrides: Partial<TelegramSettings> = {}): SandboxService {
  const settings: TelegramSettings = { ...DEFAULT_TELEGRAM_SETTINGS, ...overrides };
  const store = new TelegramStore();
  const senders: WebhookSender[] = [];
  return {
    name: 'telegram',
    snapshot: () => store.snapshot(),
    restore: (state) => store.restore(state as Record<string, [string, unknown][]>),
    replay: (entry) => store.replay(entry as TableChange),
    close: async () => {
      await Promise.all(senders.map((sender) => sender.stop()));
    },
    routes(router, core) {
      store.onChange = (change) => core.changed(change);
      if (store.chats.size === 0) createDemoWorld(store);
      const lines = {} as Record<BotName, BotLine>;
      const world: World = {
        store,
        core,
        settings,
        push: (bot, kind, payload) => lines[bot].queue.push(kind, payload),
      };
      const limiter = new RateLimiter(settings, core.clock);
      const run = (bot: BotName, method: string, params: Params, signal: AbortSignal): Promise<Reply> =>
        callMethod(method, {
          world,
          bot,
          params,
          signal,
          limiter,
          queue: lines[bot].queue,
          startWebhook: () => lines[bot].webhook.start(),
        });
      for (const bot of BOT_NAMES) {
        const queue = new UpdateQueue(bot, store, core);
        const call = (name: BotName, method: string, payload: Record<string, unknown>): void =>
          void run(name, method, new Params(payload), new AbortController().signal);
        const webhook = new WebhookSender(bot, { queue, store, core, call });
        lines[bot] = { queue, webhook };
        senders.push(webhook);
      }
      botRoutes(router, { core, settings, store, run });
      peopleRoutes(router, world);
      for (const sender of senders) sender.start();
    },
  };
}

interface BotApi {
  core: SandboxCore;
  settings: TelegramSettings;
  store: TelegramStore;
  run: (bot: BotName, method: string, params: Params, signal: AbortSignal) => Promise<Reply>;
}

function botRoutes(router: Router, { core, settings, store, run }: BotApi): void {
  const botOf = (req: Request): BotName | undefined =>
    BOT_NAMES.find((name) => settings.tokens[name] === pathPart(req, 'token'));
  const point = {
    core,
    service: 'telegram',
    renderFault: (status: number, { retryAfter }: { retryAfter?: number }) =>
      errorReply(injectedError(status, retryAfter)),
  } as const;

  router.all(
    '/telegram/bot:token/:method',
    withFaults({ ...point, method: (req) => pathPart(req, 'method') }, (req, signal) => {
      const bot = botOf(req);
      if (!bot) return errorReply(new TelegramError(401, 'Unauthorized'));
      return run(bot, pathPart(req, 'method'), Params.of(req), signal);
    }),
  );
  router.get(
    '/telegram/file/bot:token/*path',
    withFaults({ ...point, method: 'file' }, (req) => {
      if (!botOf(req)) return errorReply(new TelegramError(401, 'Unauthorized'));
      const path = (req.params['path'] as unknown as string[]).join('/');
      const file = [...store.files.values()].find((candidate) => candidate.path === path);
      if (!file) return errorReply(new TelegramError(404, 'Not Found'));
      return { headers: { 'Content-Type': 'application/octet-stream' }, body: fileBytes(file) };
    }),
  );
}

async function callMethod(name: string, call: Call): Promise<Reply> {
  const method = methodNamed(name);
  if (!method) return errorReply(new TelegramError(404, 'Not Found'));
  try {
    return { body: { ok: true, result: await method(call) } };
  } catch (error) {
    if (error instanceof TelegramError) return errorReply(error);
    throw error;
  }
}

function errorReply({ code, description, parameters }: TelegramError): Reply {
  return { status: code, body: { ok: false, error_code: code, description, ...(parameters && { parameters }) } };
}

function pathPart(req: Request, name: string): string {
  const value = req.params[name];
  return typeof value === 'string' ? value : '';
}
