import { createCipheriv, createHash } from 'node:crypto';
import { extname } from 'node:path';
import { badRequest } from './errors';
import type { Params } from './params';
import type { StoredFile, TelegramStore } from './store';

const PHOTO_UPLOAD_BYTES = 10 * 1024 * 1024;
const DOCUMENT_UPLOAD_BYTES = 50 * 1024 * 1024;

/** Kinds of media that carry a file, with what Telegram gives them by default. */
const FILE_KINDS = {
  photo: { folder: 'photos', extension: '.jpg', mimeType: 'image/jpeg', magic: 'ffd8ffe0' },
  video: { folder: 'videos', extension: '.mp4', mimeType: 'video/mp4', magic: '000000186674797069736f6d' },
  animation: { folder: 'animations', extension: '.mp4', mimeType: 'video/mp4', magic: '000000186674797069736f6d' },
  audio: { folder: 'music', extension: '.mp3', mimeType: 'audio/mpeg', magic: '494433' },
  voice: { folder: 'voice', extension: '.oga', mimeType: 'audio/ogg', magic: '4f676753' },
  video_note: { folder: 'video_notes', extension: '.mp4', mimeType: 'video/mp4', magic: '000000186674797069736f6d' },
  sticker: { folder: 'stickers', extension: '.webp', mimeType: 'image/webp', magic: '52494646' },
  document: { folder: 'documents', extension: '.dat', mimeType: 'application/octet-stream', magic: '' },
} as const;
export type FileKind = keyof typeof FILE_KINDS;
const MIME_TYPES: Record<string, string> = {
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.zip': 'application/zip',
};

export function isFileKind(kind: string): kind is FileKind {
  return Object.hasOwn(FILE_KINDS, kind);
}

/** Stores a new file. @param file.content - its bytes; without them they are generated from the id when asked for */
export function addFile(
  store: TelegramStore,
  file: { kind: FileKind; sizeBytes: number; fileName?: string; content?: Buffer },
): StoredFile {
  const number = store.count('file');
  const { folder, extension, mimeType } = FILE_KINDS[file.kind];
  const ownExtension = file.kind === 'photo' ? '' : extname(file.fileName ?? '').toLowerCase();
  const hash = createHash('sha256').update(`${file.kind} ${number}`).digest('base64url');
  const stored: StoredFile = {
    id: `AgAC${hash}`,
    uniqueId: `AQAD${hash.slice(0, 11)}`,
    kind: file.kind,
    sizeBytes: file.sizeBytes,
    mimeType: MIME_TYPES[ownExtension] ?? mimeType,
    path: `${folder}/file_${number}${/^\.[a-z0-9]{1,8}$/.test(ownExtension) ? ownExtension : extension}`,
    ...(file.content && { content: file.content.toString('base64') }),
  };
  store.files.put(stored.id, stored);
  return stored;
}

/** The bytes of a file: the uploaded ones, else a stream of figures fixed by its id, behind the mark of its type. */
export function fileBytes(file: StoredFile): Buffer {
  if (file.content !== undefined) return Buffer.from(file.content, 'base64');
  const key = createHash('md5').update(file.id).digest();
  const bytes = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(file.sizeBytes));
  if (isFileKind(file.kind)) Buffer.from(FILE_KINDS[file.kind].magic, 'hex').copy(bytes);
  return bytes;
}

/** How a file stands in a message: sizes of a photo (three, the largest last), or one object under its kind. */
export function fileFields(
  store: TelegramStore,
  file: StoredFile,
  { fileName, content }: { fileName?: string; content?: Buffer } = {},
): Record<string, unknown> {
  const own = { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.sizeBytes };
  const kind = file.kind as FileKind;
  const typed = { ...own, mime_type: file.mimeType };
  const named = { ...typed, ...(fileName && { file_name: fileName }) };
  switch (kind) {
    case 'photo':
      return { photo: [...smallerSizes(store, file, content), { ...own, width: 1280, height: 960 }] };
    case 'video':
      return { video: { duration: 12, width: 1280, height: 720, ...named } };
    case 'animation':
      // Clients that do not know animations see a document.
      return { animation: { duration: 3, width: 480, height: 270, ...named }, document: named };
    case 'audio':
      return { audio: { duration: 95, ...named } };
    case 'voice':
      return { voice: { duration: 7, ...typed } };
    case 'video_note':
      return { video_note: { length: 240, duration: 8, ...own } };
    case 'sticker':
      return {
        sticker: { width: 512, height: 512, emoji: '👍', type: 'regular', is_animated: false, is_video: false, ...own },
      };
    case 'document':
      return { document: named };
  }
}

/**
 * The message fields of a file that a bot sends: an upload, or a file_id seen before.
 * @throws TelegramError when there is none, it is too large, or an address (the sandbox fetches nothing)
 */
export function sentMedia(store: TelegramStore, params: Params, kind: 'photo' | 'document'): Record<string, unknown> {
  const upload = params.file(kind);
  if (upload) {
    const limit = kind === 'photo' ? PHOTO_UPLOAD_BYTES : DOCUMENT_UPLOAD_BYTES;
    const { data: content, fileName } = upload;
    if (content.length === 0) throw badRequest('file must be non-empty');
    if (content.length > limit) throw badRequest(`file is too big`);
    const file = addFile(store, { kind, sizeBytes: content.length, fileName, content });
    return fileFields(store, file, { fileName, content });
  }
  const given = params.string(kind);
  if (!given) throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:/i.test(given)) throw badRequest('failed to get HTTP URL content');
  const known = store.files.get(given);
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified');
  if (known.kind !== kind) throw badRequest(`can't use file of type ${known.kind} as ${kind}`);
  return fileFields(store, known);
}

function smallerSizes(store: TelegramStore, file: StoredFile, content: Buffer | undefined): unknown[] {
  return [
    { width: 90, height: 67, share: 0.02 },
    { width: 320, height: 240, share: 0.15 },
  ].map(({ width, height, share }) => {
    // An uploaded picture is not scaled: its smaller sizes are the picture itself.
    const sizeBytes = content ? content.length : Math.max(1, Math.round(file.sizeBytes * share));
    const { id, uniqueId } = content ? file : addFile(store, { kind: 'photo', sizeBytes });
    return { file_id: id, file_unique_id: uniqueId, file_size: sizeBytes, width, height };
  });
}
