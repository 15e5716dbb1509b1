import type { IncomingMedia, MediaKind } from './incoming';
import { instantMs, type IsoInstant } from './local-time';

/** A file as Telegram describes it, with its own field names. */
export interface TelegramFile {
  file_id: string;
  file_name?: string;
  mime_type?: string;
  file_size?: number;
}

/** The fields of a Telegram message that may hold a storable file. */
export interface TelegramMediaFields {
  photo?: readonly (TelegramFile & { width: number; height: number })[];
  animation?: TelegramFile;
  video?: TelegramFile;
  audio?: TelegramFile;
  document?: TelegramFile;
}

/** Telegram gives bots no larger file. */
export const MAX_MEDIA_MB = 20;

const EXTENSION_BY_MIME: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/3gpp': '3gp',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/vnd.android.package-archive': 'apk',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'text/plain': 'txt',
  'text/csv': 'csv',
};

/** Other extensions of the same types, which come from file names. */
const ALIASES: Readonly<Record<string, string>> = { jpeg: 'jpg', oga: 'ogg' };

const EXTENSION_BY_KIND: Readonly<Record<MediaKind, string>> = {
  photo: 'jpg',
  animation: 'mp4',
  video: 'mp4',
  audio: 'mp3',
  document: 'bin',
};

/**
 * The file of a message that is stored: the largest photo, else animation, video, audio, document. A GIF carries a
 * `document` beside its `animation` and counts as animation.
 */
export function pickMedia(message: TelegramMediaFields): IncomingMedia | null {
  const photo = [...(message.photo ?? [])].sort((a, b) => b.width * b.height - a.width * a.height)[0];
  const found: [MediaKind, TelegramFile | undefined][] = [
    ['photo', photo],
    ['animation', message.animation],
    ['video', message.video],
    ['audio', message.audio],
    ['document', message.document],
  ];
  for (const [kind, file] of found) {
    if (file) {
      return {
        kind,
        fileId: file.file_id,
        fileName: file.file_name ?? null,
        mimeType: file.mime_type ?? null,
        sizeBytes: file.file_size ?? null,
      };
    }
  }
  return null;
}

/** Lower case, without dot, 1-10 of a-z and 0-9: from the file name, else the MIME type, else the kind. */
export function mediaExtension(media: Pick<IncomingMedia, 'kind' | 'fileName' | 'mimeType'>): string {
  const fromName = /[^./\\]\.([a-z0-9]{1,10})$/i.exec(media.fileName ?? '')?.[1];
  const mime = (media.mimeType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const fromMime = Object.hasOwn(EXTENSION_BY_MIME, mime) ? EXTENSION_BY_MIME[mime] : undefined;
  return fromName?.toLowerCase() ?? fromMime ?? EXTENSION_BY_KIND[media.kind];
}

/**
 * Where a ticket's file lies in the object store: `<prefix>/YYYY/MM/DD/<chat>/<message>_<YYYYMMDDTHHMMSSZ>.<ext>`, in
 * UTC. The same ticket always gives the same key, so a second upload overwrites the first.
 * @param input.prefix - slashes at its ends are dropped; '' for none
 * @param input.at - when the problem was received
 * @throws InvalidInstant
 */
export function mediaObjectKey(input: {
  prefix: string;
  chatId: number;
  messageId: number;
  at: IsoInstant;
  media: Pick<IncomingMedia, 'kind' | 'fileName' | 'mimeType'>;
}): string {
  const iso = new Date(instantMs(input.at)).toISOString();
  const stamp = `${iso.slice(0, 19).replace(/[-:]/g, '')}Z`;
  const folder = `${iso.slice(0, 10).replaceAll('-', '/')}/${input.chatId}`;
  const key = `${folder}/${input.messageId}_${stamp}.${mediaExtension(input.media)}`;
  const prefix = input.prefix.replace(/^\/+|\/+$/g, '');
  return prefix === '' ? key : `${prefix}/${key}`;
}

/** Types that a browser may show by itself: no document, and no picture that can hold script. */
const SHOWN_TYPES = /^(image\/(jpeg|png|webp|gif)|video\/(mp4|quicktime|webm|3gpp)|audio\/(mpeg|mp4|ogg|wav))$/;

/**
 * The content type under which a stored file may be given out, by the extension of its key: what the sender called it
 * is not believed.
 * @returns null for what must only be downloaded
 */
export function shownType(key: string): string | null {
  const extension = key.slice(key.lastIndexOf('.') + 1);
  const [mime] =
    Object.entries(EXTENSION_BY_MIME).find(([, known]) => known === ALIASES[extension] || known === extension) ?? [];
  return mime !== undefined && SHOWN_TYPES.test(mime) ? mime : null;
}
