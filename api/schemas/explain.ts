import { z } from 'zod';
import { share } from './texts';

const text = z.string().max(100_000);

/** Fields nobody knows are refused: this call is new. */
export const explainRequest = z
  .strictObject({
    tech_raw_text: text,
    solving: text.optional(),
    count: z.int().min(1).max(50).default(12).describe('Entries of each list at most.'),
  })
  .meta({ id: 'ExplainRequest' });

const contributions = z.array(
  z.object({
    term: z.string().describe('Words, or letters with a space where a word begins or ends.'),
    analyzer: z.enum(['word', 'char_wb']),
    contribution: z.number().describe('What it adds for the label, over what it adds for all labels on average.'),
  }),
);

export const explainAnswer = z
  .object({
    label: z.string().nullable().describe('Of the model alone, without Gemini; null: it knows nothing of the text.'),
    confidence: share,
    model_version: z.string(),
    top: z.array(z.object({ label: z.string(), confidence: share })),
    words: z
      .array(z.object({ word: z.string(), influence: z.number() }))
      .describe('How much the log-odds of the label fall when a word is left out, the strongest first.'),
    linear: contributions.describe('Terms by the weights of the linear member.'),
    trees: contributions.describe(
      'Words by the SHAP values of LightGBM’s trees, in raw scores; none where trees have no say.',
    ),
  })
  .meta({ id: 'ExplainAnswer' });
