import { badRequest } from '../errors';
import type { Call } from './context';

/** Bots cannot fetch larger files through the public Bot API. */
const GET_FILE_LIMIT_BYTES = 20 * 1024 * 1024;

/** `getFile`: the path under `/telegram/file/bot<token>/`. */
export function getFile({ world, params }: Call): unknown {
  const file = world.store.files.get(params.string('file_id') ?? '');
  if (!file) throw badRequest('invalid file_id');
  if (file.sizeBytes > GET_FILE_LIMIT_BYTES) throw badRequest('file is too big');
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.sizeBytes, file_path: file.path };
}
