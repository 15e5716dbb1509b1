import type { Request, Response } from 'express';

const KEEP_ALIVE_MS = 20_000;

/** Server-sent events of what changes in the sandbox, for live pages. Nothing is replayed: a page reloads on connect. */
export class EventHub {
  private readonly clients = new Set<Response>();

  /** Handler of `GET /events`. */
  readonly handler = (_req: Request, res: Response): void => {
    res.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    res.flushHeaders();
    res.write('retry: 1000\n\n');
    this.clients.add(res);
    // Proxies close silent connections.
    const keepAlive = setInterval(() => res.write(': still here\n\n'), KEEP_ALIVE_MS);
    res.once('close', () => {
      clearInterval(keepAlive);
      this.clients.delete(res);
    });
  };

  publish(event: object): void {
    const data = `data: ${JSON.stringify(event)}\n\n`;
    for (const client of this.clients) client.write(data);
  }

  close(): void {
    for (const client of this.clients) client.end();
  }
}
