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

const shadowAnswer = z
  .object({
    candidate: z.string(),
    compared: z.int().min(0).describe('Texts that both have answered; under load a sample.'),
    agreement_share: share.nullable(),
    candidate_auto_share: share.nullable(),
    production_auto_share: share.nullable(),
  })
  .describe('The candidate that predicts beside the model in service.');

export const registryStatus = z
  .object({
    registry: z.enum(['folder', 'mlflow']),
    url: z.string().nullable(),
    model_name: z.string(),
    production: z.string().nullable(),
    shadow: shadowAnswer.nullable(),
    versions: z.array(
      z.object({
        version: z.string(),
        stage: z.enum(['Production', 'Candidate', 'None']),
        created_at: z.string(),
        description: z.string(),
        run_id: z.string().nullable(),
        figures: z
          .record(z.string(), z.number())
          .describe('Of the model as a whole; those of single labels stand in the registry.'),
        refusal: z.string().nullable().describe('Why it can be neither loaded nor promoted.'),
      }),
    ),
  })
  .meta({ id: 'RegistryStatus' });

export const promoteQuery = z.object({
  version: z.string().min(1).max(100),
  stage: z.literal('Production', { error: 'only Production is served' }).optional(),
});

export const promoteAnswer = z
  .object({ success: z.boolean(), version: z.string(), former_version: z.string().nullable() })
  .meta({ id: 'PromoteAnswer' });
