import { z } from 'zod';

const sample = z.object({
  tech_message_id: z.string().nullable(),
  tech_raw_text: z.string(),
  solving: z.string(),
  symtomps: z.string(),
});

export const trainingData = z
  .object({
    logs_data: z.array(sample).describe('Rows of Logs whose tickets have no row in ML_Tracking.'),
    tracking_data: z.array(sample.extend({ origin: z.string().describe('Who gave the label.') })),
    total_samples: z.int().min(0),
    dataset_fingerprint: z.string(),
    mark_token: z.string().describe('SHA-256 over the rows that are to become TRAINED.'),
    snapshot_generated_at: z.string(),
    mark_candidates_count: z.int().min(0),
  })
  .meta({
    id: 'TrainingData',
    description: 'What a training begun now would learn from; texts are cleaned and personal data is masked.',
  });

/** Fields nobody knows are ignored, as today's clients expect. */
export const markRequest = z.object({ mark_token: z.string().min(1).max(200) }).meta({ id: 'MarkRequest' });

export const markAnswer = z
  .object({
    success: z.boolean(),
    marked_count: z.int().min(0).describe('Rows that a person changed meanwhile stay as they are.'),
    token_matched: z.boolean(),
    current_mark_token: z.string(),
    queued: z.int().min(0).describe('Rows that the ledger has still to write.'),
  })
  .meta({ id: 'MarkAnswer' });
