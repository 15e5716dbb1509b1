import * as media from '../../schemas/media';
import type { Operation } from '../operation';

/** Files of tickets. */
export const MEDIA: readonly Operation[] = [
  {
    method: 'get',
    path: '/media/{token}',
    summary: 'A file of a ticket, or a range of its bytes; the link in the sheet leads here',
    role: null,
    mediaType: '*/*',
    problems: {
      404: 'There is no file under this link',
      410: 'The link was revoked',
      416: 'The file has no such bytes',
      503: 'The object store does not answer now',
    },
  },
  {
    method: 'post',
    path: '/api/media/revoke',
    summary: 'Make the link to a file dead for good; the file stays in the object store',
    role: 'admin',
    body: media.revokeRequest,
    answer: media.revokedLink,
    problems: { 422: 'The link is none of ours', 503: 'The object store does not answer now' },
  },
  {
    method: 'post',
    isTodays: true,
    path: '/api/data/media/upload',
    summary: 'Store a file of a ticket; its link holds good until it is revoked',
    role: 'write',
    body: media.uploadForm,
    bodyType: 'multipart/form-data',
    answer: media.uploaded,
    problems: { 503: 'The object store does not answer now, or too many files are on their way' },
  },
];
