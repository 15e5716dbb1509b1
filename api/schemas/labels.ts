import { z } from 'zod';
import { labelName, MAX_LABEL_CHARS } from '../../domain/labels';
import { reviewer } from './tickets';

/** A name for a label, brought into the house's spelling. */
export const labelText = z
  .string()
  .max(MAX_LABEL_CHARS * 4)
  .transform((text, context) => {
    const name = labelName(text);
    if (name !== null) return name;
    const message = `must be 1 to ${MAX_LABEL_CHARS} characters that can be read and searched for, and not DIBATALKAN`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

export const newLabelRequest = z
  .strictObject({ label: labelText.describe('Stored in upper case with single spaces.') })
  .meta({ id: 'NewLabel' });

export const labelList = z
  .object({
    items: z.array(
      z.object({
        label: z.string(),
        origin: z.enum(['model', 'admin']),
        addedBy: reviewer.nullable(),
        addedAt: z.string().nullable(),
      }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'LabelList' });

export const labelAnswer = z
  .object({
    label: z.string(),
    outcome: z.enum(['added', 'known', 'removed']).describe('`known`: the model or an admin had it before.'),
  })
  .meta({ id: 'LabelAnswer' });
