import type { RequestHandler } from 'express';
import { Router } from 'express';
import multer, { MulterError } from 'multer';
import type { z } from 'zod';
import { MAX_MEDIA_MB } from '../../domain/media';
import type { ApiDeps } from '../deps';
import { callerOf } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import { uploadFields, type uploaded } from '../schemas/media';

/** Files held in memory at once. */
const PLACES = 4;

const limits = { fileSize: MAX_MEDIA_MB * 1024 * 1024, files: 1, fields: 5, fieldSize: 2_000, parts: 10 };
const parse = multer({ storage: multer.memoryStorage(), limits }).single('file');

/** POST /api/data/media/upload, as today's clients store a ticket's file. */
export function mediaUploadRoutes(deps: Pick<ApiDeps, 'config' | 'media' | 'log' | 'idempotency'>): Router {
  const { config, media, log } = deps;
  const router = Router();
  router.post('/upload', changing(deps, 'write', fileBody()), async (request, response) => {
    const { key, content_type: contentType } = uploadFields(config.media.prefix).parse(request.body);
    if (!request.file) throw new HttpProblem(400, 'InvalidInput', 'file: send the file as a part of this name');
    await media.store.put(key, request.file.buffer);
    const { keyId } = callerOf(response);
    log.info({ key, keyId, contentType, bytes: request.file.size }, 'a file was uploaded');
    response.json({ url: media.links.linkOf(key) } satisfies z.infer<typeof uploaded>);
  });
  return router;
}

/** Reads the file. Files are held whole until the store has them, so only a few may be on their way. */
function fileBody(): RequestHandler {
  let taken = 0;
  return (request, response, next) => {
    if (!request.is('multipart/form-data')) {
      throw new HttpProblem(415, 'UnsupportedBody', 'send multipart/form-data with the parts file and key');
    }
    if (taken >= PLACES) {
      const headers = { 'Retry-After': '2' };
      throw new HttpProblem(503, 'TooManyUploads', `${PLACES} files are on their way already; try again`, headers);
    }
    taken += 1;
    response.once('close', () => (taken -= 1));
    parse(request, response, (error: unknown) => {
      if (error === undefined || error === null) next();
      else next(problemOf(error));
    });
  };
}

function problemOf(error: unknown): unknown {
  if (error instanceof MulterError) {
    return error.code === 'LIMIT_FILE_SIZE'
      ? new HttpProblem(413, 'BodyTooLarge', `file: longer than ${MAX_MEDIA_MB} MB`)
      : new HttpProblem(400, 'InvalidInput', `${error.field ?? 'body'}: ${error.message}`);
  }
  return new HttpProblem(400, 'InvalidInput', 'the body is not well-formed multipart/form-data');
}
