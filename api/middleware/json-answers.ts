import type { Express } from 'express';
import express from 'express';

/**
 * Has JSON sent without an ETag where the request was no GET: nobody asks for such an answer again by it, and reckoning it
 * takes as long as the rest of sending.
 */
export function leanJson(app: Express): void {
  const { json } = express.response;
  app.response.json = function lean(body: unknown) {
    const text = this.req.method === 'GET' || this.req.method === 'HEAD' ? undefined : JSON.stringify(body);
    if (text === undefined) return json.call(this, body);
    if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', 'application/json; charset=utf-8');
    this.setHeader('Content-Length', Buffer.byteLength(text));
    this.end(text);
    return this;
  };
}
