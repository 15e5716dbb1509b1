import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as an exporter posts it, with its attributes as an object. */
export interface PostedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** A collector that takes OTLP over HTTP as JSON, and keeps what it got. */
export interface OtlpCollector {
  readonly url: string;
  /** All spans so far. */
  spans(): readonly PostedSpan[];
  /** The bodies as they came. */
  text(): string;
  close(): Promise<void>;
}

export async function startOtlpCollector(): Promise<OtlpCollector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const isTaken = request.method === 'POST' && request.url === '/v1/traces';
      if (isTaken) bodies.push(body);
      response.writeHead(isTaken ? 200 : 404, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => bodies.flatMap(spansOf),
    text: () => bodies.join('\n'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<PostedSpan, 'attributes' | 'service'> & { readonly attributes: Attribute[] })[];
    }[];
  }[];
}

function spansOf(body: string): PostedSpan[] {
  const { resourceSpans } = JSON.parse(body) as ExportRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: objectOf(span.attributes),
        links: span.links ?? [],
        service: String(objectOf(resource.attributes)['service.name']),
      })),
    ),
  );
}

function objectOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
