import express, { type RequestHandler } from 'express';

/** A file part of a multipart body; other parts are strings. */
export interface UploadedFile {
  fileName: string;
  data: Buffer;
}

/** Why: the body does not keep to RFC 7578. */
export class MultipartMalformed extends Error {
  readonly status = 400;
  constructor(detail: string) {
    super(`malformed multipart body: ${detail}`);
    this.name = 'MultipartMalformed';
  }
}

export function isUploadedFile(value: unknown): value is UploadedFile {
  return typeof value === 'object' && value !== null && 'data' in value && Buffer.isBuffer(value.data);
}

/** Parses `multipart/form-data` into `req.body`: part name → string or UploadedFile. */
export function multipartBody(limit: string): RequestHandler[] {
  return [
    express.raw({ type: 'multipart/form-data', limit }),
    (req, _res, next) => {
      if (!req.is('multipart/form-data')) return next();
      const boundary = /;\s*boundary="?([^";]+)"?/i.exec(req.headers['content-type'] ?? '')?.[1];
      if (!boundary) return next(new MultipartMalformed('no boundary'));
      if (!Buffer.isBuffer(req.body)) return next(new MultipartMalformed('empty'));
      try {
        req.body = parseMultipart(req.body, boundary);
      } catch (error) {
        return next(error);
      }
      next();
    },
  ];
}

/** @throws MultipartMalformed */
export function parseMultipart(body: Buffer, boundary: string): Record<string, string | UploadedFile> {
  const parts: Record<string, string | UploadedFile> = Object.create(null) as Record<string, string | UploadedFile>;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  let at = whole.indexOf(delimiter);
  if (at < 0) throw new MultipartMalformed('boundary not found');
  for (;;) {
    at += delimiter.length;
    if (whole.subarray(at, at + 2).toString() === '--') return parts;
    const end = whole.indexOf(delimiter, at);
    if (end < 0) throw new MultipartMalformed('last boundary missing');
    const headEnd = whole.indexOf('\r\n\r\n', at);
    if (headEnd < 0 || headEnd > end) throw new MultipartMalformed('part without an end of headers');
    const head = whole.subarray(at, headEnd).toString('utf8');
    const data = whole.subarray(headEnd + 4, end);
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) throw new MultipartMalformed('part without a name');
    const fileName = /;\s*filename="([^"]*)"/i.exec(head)?.[1];
    parts[name] = fileName === undefined ? data.toString('utf8') : { fileName, data: Buffer.from(data) };
    at = end;
  }
}
