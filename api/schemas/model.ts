import { z } from 'zod';
import { share } from './texts';

const ORIGIN = '`generated`: trained on made-up examples; figures and confidences say nothing about real use.';

/** Where the training data of a model came from; stands on every answer that shows the model's figures. */
export const modelOrigin = z.enum(['generated', 'data']).describe(ORIGIN);

export const modelInfo = z
  .object({
    version: z.string().nullable(),
    is_loaded: z.boolean(),
    num_classes: z.int().min(0),
    classes: z.array(z.string()),
    thresholds: z.object({ AUTO: share, REVIEW: share, cascade: share }),
    loaded_stage: z.string().nullable(),
    model_run_id: z.string().nullable().describe('Run of the MLflow server; null for a registry without runs.'),
    gemini_enabled: z.boolean(),
    model_origin: modelOrigin.nullable(),
    note: z.string().nullable(),
    training_samples: z.int().min(0).nullable(),
    training_accuracy: share.nullable(),
    training_f1_macro: share.nullable(),
    trained_at: z.string().nullable(),
  })
  .meta({ id: 'ModelInfo' });

/** Fields nobody knows are ignored, as today's clients expect. A stage other than Production is never served. */
export const reloadRequest = z
  .object({ stage: z.literal('Production', { error: 'only Production is served' }).optional() })
  .meta({ id: 'ReloadRequest' });

export const reloadAnswer = z
  .object({
    success: z.boolean(),
    old_version: z.string().nullable(),
    new_version: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'ReloadAnswer' });
