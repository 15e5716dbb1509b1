import { z } from 'zod';
import { modelOrigin } from './model';
import { share } from './texts';

/** Longer ones are refused; of those taken, a model reads the first 8,000 characters. */
const text = z.string().max(100_000);

/** Fields nobody knows are ignored, as today's clients expect. */
export const predictRequest = z
  .object({ tech_raw_text: text, solving: text.optional() })
  .meta({ id: 'PredictRequest', description: 'A problem, and how it was solved if that is known.' });

export const predictAnswer = z
  .object({
    predicted_symtomps: z.string().nullable(),
    ml_confidence: share,
    prediction_status: z.enum(['AUTO', 'REVIEW']),
    inference_time_ms: z.number().min(0),
    source: z.enum(['lightgbm', 'hybrid', 'gemini']),
    gemini_label: z.string().nullable(),
    gemini_confidence: share.nullable(),
    model_version: z.string(),
    model_origin: modelOrigin,
    top: z.array(z.object({ label: z.string(), confidence: share })),
    text_cut: z.boolean().describe('The text was longer than 8,000 characters; the end was not read.'),
  })
  .meta({ id: 'PredictAnswer' });

export const batchRequest = z.object({ items: z.array(predictRequest).min(1).max(100) }).meta({ id: 'BatchRequest' });

export const batchAnswer = z
  .object({ results: z.array(predictAnswer), total_time_ms: z.number().min(0) })
  .meta({ id: 'BatchAnswer' });
