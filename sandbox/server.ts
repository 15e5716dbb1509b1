import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import { EventHub } from './events';
import { FaultBoard, faultRequestSchema } from './faults';
import { loopbackOnly } from './loopback';
import { multipartBody } from './multipart';
import { pageRoutes, type PageSettings } from './pages/routes';
import { StateFile } from './persist';
import type { SandboxLog, SandboxService } from './service';
import { createServices, type SandboxSettings } from './services';

/** Google takes batches of about 10 MB, Telegram files of 50 MB. */
const JSON_LIMIT = '20mb';
const MULTIPART_LIMIT = '51mb';

export interface SandboxOptions {
  /** @default 8090; 0 takes a free one */
  port?: number;
  /** State file; without it the state lives in memory only. */
  dataFile?: string;
  /** @default the machine's clock */
  clock?: () => Date;
  settings?: SandboxSettings;
  /** What the pages show beside the services' state. */
  pages?: Partial<PageSettings>;
  /** @default silent */
  log?: SandboxLog;
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends all connections and saves the state; a second call waits for the first. */
  close(): Promise<void>;
}

/** Why: another process listens there, often a sandbox left from an earlier start. */
export class SandboxPortTaken extends Error {
  constructor(
    readonly port: number,
    cause: unknown,
  ) {
    super(`Port ${port} is taken: stop what listens there, or set SANDBOX_PORT to a free port`, { cause });
    this.name = 'SandboxPortTaken';
  }
}

/**
 * Starts the stand-ins of all outside services on one loopback port.
 * @throws SandboxPortTaken, StateFileUnreadable
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 8090, clock = () => new Date(), log = { info: () => undefined, warn: () => undefined } } = options;
  const app = express();
  const server = createServer(app);
  // Clients keep connections open between calls; the default of 5 s would race with their next request.
  server.keepAliveTimeout = 65_000;
  // The port is the lock on the state file: nothing is read or written before it is ours.
  const actualPort = await listen(server, port);
  try {
    const services = createServices(options.settings ?? {});
    const events = new EventHub();
    const faults = new FaultBoard(clock, () => events.publish({ service: 'faults', kind: 'changed' }));
    const state = options.dataFile === undefined ? undefined : openState(options.dataFile, services, log);
    configure(app, { events, faults, pages: options.pages ?? {} }, (router) => {
      for (const service of services) {
        service.routes(router, {
          clock,
          faults,
          log,
          changed: (entry) => (entry === undefined ? state?.requestSave() : state?.append(service.name, entry)),
          publish: (event) => events.publish({ service: service.name, ...event }),
        });
      }
    });
    const stop = async (): Promise<void> => {
      events.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const service of services) await service.close?.();
      await closed;
      await state?.close();
    };
    let stopped: Promise<void> | undefined;
    log.info({ port: actualPort }, 'sandbox listens');
    return { url: `http://127.0.0.1:${actualPort}`, port: actualPort, close: () => (stopped ??= stop()) };
  } catch (error) {
    server.close();
    server.closeAllConnections();
    throw error;
  }
}

function openState(path: string, services: readonly SandboxService[], log: SandboxLog): StateFile {
  const collect = (): Record<string, unknown> =>
    Object.fromEntries(services.map((service) => [service.name, service.snapshot()]));
  const state = new StateFile(path, collect, log);
  const saved = state.load();
  for (const service of services) {
    if (saved.states[service.name] !== undefined) service.restore(saved.states[service.name]);
  }
  for (const { service: name, entry } of saved.entries) {
    services.find((service) => service.name === name)?.replay?.(entry);
  }
  return state;
}

function configure(
  app: Express,
  core: { events: EventHub; faults: FaultBoard; pages: Partial<PageSettings> },
  addServices: (router: express.Router) => void,
): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(loopbackOnly);
  app.use(express.json({ limit: JSON_LIMIT }), express.urlencoded({ extended: false, limit: JSON_LIMIT }));
  app.use(multipartBody(MULTIPART_LIMIT));
  app.get('/events', core.events.handler);
  app.get('/faults', (_req, res) => void res.json(core.faults.list()));
  app.delete('/faults', (_req, res) => {
    core.faults.clear();
    res.status(204).end();
  });
  app.delete('/faults/:id', (req, res) => {
    if (core.faults.remove(Number(req.params.id))) return void res.status(204).end();
    res.status(404).json({ error: `no fault ${req.params.id}` });
  });
  app.post('/faults', (req, res) => {
    const request = faultRequestSchema.safeParse(req.body);
    if (!request.success) return void res.status(400).json({ error: z.prettifyError(request.error) });
    res.status(201).json(core.faults.inject(request.data));
  });
  app.use(pageRoutes(core.pages));
  const router = express.Router();
  addServices(router);
  app.use(router);
  app.use((req, res) => void res.status(404).json({ error: `the sandbox has no ${req.method} ${req.path}` }));
  app.use(answerError);
}

/** Broken bodies and refused requests carry a 4xx of their own; everything else is a fault of the sandbox. */
const answerError: ErrorRequestHandler = (error: Error & { status?: number }, _req, res, next) => {
  if (res.headersSent) return next(error);
  res.status(error.status ?? 500).json({ error: error.message });
};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new SandboxPortTaken(port, error) : error),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
