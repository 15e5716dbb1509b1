import { z } from 'zod';

export const revokeRequest = z
  .strictObject({
    link: z.string().min(1).max(4_000).describe('As it stands in the sheet, or its last part.'),
  })
  .meta({ id: 'RevokeRequest' });

export const revokedLink = z
  .object({
    revoked: z.literal(true),
    key: z.string().describe('Of the file, which stays in the object store.'),
  })
  .meta({ id: 'RevokedLink' });

/** @param prefix - what keys of media begin with: other keys are the product's own files */
export function uploadFields(prefix: string) {
  return z.object({
    key: z
      .string()
      .max(500)
      .regex(KEY, 'must be names of letters, digits, . _ @ - and /, none beginning with a dot')
      .refine((key) => key.startsWith(`${prefix}/`), `must begin with ${prefix}/`),
    content_type: z.string().max(200).optional(),
  });
}

const KEY = /^[A-Za-z0-9_@-][A-Za-z0-9._@-]*(\/[A-Za-z0-9_@-][A-Za-z0-9._@-]*)+$/;

/** The parts of a multipart body. */
export const uploadForm = z
  .object({
    file: z.string().meta({ format: 'binary' }),
    key: z.string().max(500).describe('Where it is stored; begins with S3_MEDIA_PREFIX.'),
    content_type: z.string().max(200).optional(),
  })
  .meta({ id: 'UploadForm' });

export const uploaded = z.object({ url: z.string() }).meta({ id: 'Uploaded' });
