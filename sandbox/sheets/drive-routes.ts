import type { Request, Router } from 'express';
import { withFaults } from '../with-faults';
import { ensureReadable } from './access';
import { fileOf, fileResource, listFiles } from './drive';
import { applyFieldMask } from './field-mask';
import { GoogleError } from './google-error';
import { answer, faultPoint, now, queryText, type GoogleSide } from './google-routes';
import type { Spreadsheet } from './model';
import { authorize } from './tokens';
import { bookOf } from './world';

const WRITE_SCOPES = ['drive', 'drive.file'];
const READ_SCOPES = [...WRITE_SCOPES, 'drive.readonly', 'drive.metadata', 'drive.metadata.readonly'];
/** What Drive answers where no `fields` are asked for. */
const DEFAULT_FIELDS = 'kind,id,name,mimeType';

interface Route {
  readonly verb: 'get' | 'post';
  readonly path: string;
  /** The name faults know it by. */
  readonly method: string;
  readonly scopes: readonly string[];
  readonly defaultFields: string | undefined;
  readonly handle: (call: { req: Request; user: string }) => object;
}

/** Adds `/drive/v3/files…`: as much of Drive as finds, makes and shares spreadsheets. */
export function addDriveRoutes(router: Router, side: GoogleSide): void {
  for (const { verb, path, method, scopes, defaultFields, handle } of routes(side)) {
    router[verb](
      path,
      withFaults(faultPoint(side.core, 'drive', method), (req, signal) =>
        answer(side, signal, () => {
          const user = authorize(side.world.tokens, { header: req.headers.authorization, scopes, now: now(side) });
          return applyFieldMask(handle({ req, user }), queryText(req, 'fields') ?? defaultFields);
        }),
      ),
    );
  }
}

function routes({ world, core, commit }: GoogleSide): Route[] {
  const root = (req: Request): string => `http://${req.headers.host ?? '127.0.0.1'}`;
  const bookFor = (req: Request): Spreadsheet => {
    const book = bookOf(world, String(req.params.fileId));
    ensureReadable(book);
    return book;
  };
  return [
    {
      ...{ verb: 'get', path: '/drive/v3/files', method: 'files.list', scopes: READ_SCOPES },
      defaultFields: `kind,incompleteSearch,files(${DEFAULT_FIELDS})`,
      handle: ({ req }) => listFiles(world.books.values(), queryText(req, 'q'), root(req)),
    },
    {
      ...{ verb: 'post', path: '/drive/v3/files', method: 'files.create', scopes: WRITE_SCOPES },
      defaultFields: DEFAULT_FIELDS,
      handle: ({ req, user }) => {
        const createdTime = core.clock().toISOString();
        const made = commit({ kind: 'createFile', body: req.body as unknown, owner: user, createdTime });
        return fileResource(bookOf(world, (made as { spreadsheetId: string }).spreadsheetId), root(req));
      },
    },
    {
      ...{ verb: 'get', path: '/drive/v3/files/:fileId', method: 'files.get', scopes: READ_SCOPES },
      defaultFields: DEFAULT_FIELDS,
      handle: ({ req }) => fileResource(bookFor(req), root(req)),
    },
    {
      ...{ verb: 'get', path: '/drive/v3/files/:fileId/permissions', method: 'permissions.list', scopes: READ_SCOPES },
      defaultFields: 'kind,permissions(id,type,role)',
      handle: ({ req }) => ({ kind: 'drive#permissionList', permissions: fileOf(bookFor(req)).permissions }),
    },
    {
      ...{ verb: 'post', path: '/drive/v3/files/:fileId/permissions', method: 'permissions.create' },
      ...{ scopes: WRITE_SCOPES, defaultFields: 'kind,id,type,role' },
      handle: ({ req }) => {
        const book = bookFor(req);
        // The scope `drive.file` reaches only what the app made itself.
        if (!fileOf(book).isOwn) {
          const why = `The user has not granted the app write access to the file ${book.id}.`;
          throw new GoogleError('PERMISSION_DENIED', why);
        }
        return commit({ kind: 'share', spreadsheetId: book.id, body: req.body as unknown });
      },
    },
  ];
}
