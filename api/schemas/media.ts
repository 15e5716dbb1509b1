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
