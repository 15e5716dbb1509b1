import cors from 'cors';
import express, { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { createPayloadCodec } from '../../temporal/payloads/codec';
import { payloadsFromJson, payloadsToJson } from '../../temporal/payloads/json';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';

/** A page of Temporal UI asks with all payloads of a history's page at once; Temporal takes 2 MB a payload. */
const LIMIT = '20mb';

const base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/, 'must be base64');
const request = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), base64).optional(), data: base64.optional() })),
});

/**
 * POST /codec/encode and /codec/decode: Temporal's remote codec protocol, for Temporal UI and CLI. The caller's key of
 * role admin comes as `X-API-Key` or as `Authorization: Bearer`, or an admin is logged in at the console; pages of Temporal
 * UI alone may call across origins.
 */
export function codecRoutes({ config }: Pick<ApiDeps, 'config'>): Router {
  const { payloadKeys, uiOrigins } = config.temporal;
  const codec = createPayloadCodec(payloadKeys ?? { encrypts: false, known: [] });
  const router = Router();
  router.use(cors({ origin: [...uiOrigins], methods: 'POST', credentials: true, maxAge: 600 }));
  const guards = [bearerAsKey, requireRole(config.apiKeys, 'admin'), express.json({ limit: LIMIT, type: () => true })];
  for (const direction of ['encode', 'decode'] as const) {
    router.post(`/${direction}`, guards, async (asked: express.Request, response: express.Response) => {
      const payloads = payloadsFromJson(request.parse(asked.body).payloads);
      response.set('Cache-Control', 'no-store');
      response.json({ payloads: payloadsToJson(await codec[direction](payloads)) });
    });
  }
  return router;
}

/** Temporal's tools can send a token only as `Authorization`. */
const bearerAsKey: RequestHandler = (request, _response, next) => {
  const [, token] = /^Bearer (\S+)$/i.exec(request.get('Authorization') ?? '') ?? [];
  if (token !== undefined) request.headers['x-api-key'] ??= token;
  next();
};
