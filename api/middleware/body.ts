import type { RequestHandler } from 'express';
import express from 'express';
import { HttpProblem } from '../problem';

/** A hundred texts of 8,000 characters, four bytes each at most, and their frame. */
const LIMIT = '4mb';

const parse = express.json({ limit: LIMIT });

/** Reads a JSON body. It stands behind the check of the key, so nobody unknown makes us read and parse. */
export const jsonBody: RequestHandler = (request, response, next) => {
  parse(request, response, (error?: unknown) => {
    const isOtherType = request.body === undefined && hasBody(request.headers);
    if (error !== undefined) next(error);
    else if (isOtherType)
      next(new HttpProblem(415, 'UnsupportedBody', 'send JSON with Content-Type: application/json'));
    else next();
  });
};

function hasBody(headers: { 'content-length'?: string; 'transfer-encoding'?: string }): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** What express says of a request it could not read; null for errors that are not about reading it. */
export function bodyProblem(error: unknown): HttpProblem | null {
  const { type, status, limit } = (error ?? {}) as { type?: unknown; status?: unknown; limit?: number };
  if (error instanceof URIError) return new HttpProblem(400, 'InvalidInput', 'the path is not well-formed');
  switch (type) {
    case 'entity.too.large':
      return new HttpProblem(
        413,
        'BodyTooLarge',
        `the body is longer than ${(limit ?? 0) / 1_048_576} MB; send less at a time`,
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new HttpProblem(415, 'UnsupportedBody', 'send JSON as UTF-8; gzip, deflate and br are understood');
    case 'entity.parse.failed':
      return new HttpProblem(400, 'InvalidInput', 'the body is not JSON');
    default:
      return typeof status === 'number' && status >= 400 && status < 500
        ? new HttpProblem(400, 'InvalidInput', 'the request cannot be read')
        : null;
  }
}
