import { z } from 'zod';

export const settingList = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        value: z.string().nullable().describe('null: it is a secret, or has none.'),
        is_set: z.boolean(),
        is_secret: z.boolean(),
        default: z.string().nullable(),
      }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'SettingList' });
