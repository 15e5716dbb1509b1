import { Router } from 'express';
import { docsPage } from '../docs-page';
import { openApiDocument } from '../openapi/document';

/** /api/openapi.json and the same to read, /api/docs. Both are made once: they change only with the code. */
export function docsRoutes(): Router {
  const router = Router();
  const document = openApiDocument();
  const page = docsPage(document);
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.get('/docs', (_request, response) => {
    response.type('html').send(page);
  });
  return router;
}
