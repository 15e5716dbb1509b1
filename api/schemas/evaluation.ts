import { z } from 'zod';
import { modelOrigin } from './model';
import { share } from './texts';

const count = z.int().min(0);

export const modelFigures = z
  .object({
    version: z.string(),
    origin: modelOrigin,
    trained_at: z.string().nullable(),
    rows: z.object({ given: count, used: count }),
    accuracy: share,
    f1_macro: share,
    f1_weighted: share,
    ece: share.describe('Expected calibration error.'),
    coverage_at_95: share.describe('Share of texts that can be answered with 95 % of the answers right.'),
    auto_threshold: share,
    auto_share: share,
    auto_precision: share,
    labels: z.array(z.object({ label: z.string(), rows: count, precision: share, recall: share, f1: share })),
  })
  .describe('Of rows that the model was not fitted on (out of fold), as it was trained.')
  .meta({ id: 'ModelFigures' });

export const EVALUATION_PICTURES = [
  'calibration',
  'confusion_matrix',
  'per_class_metrics',
  'class_distribution',
] as const;

export const modelEvaluation = z
  .object({
    version: z.string(),
    pictures: z.array(z.enum(EVALUATION_PICTURES)),
    reliability: z
      .array(
        z.object({
          name: z.string().describe('candidate, or the model that served then.'),
          bins: z.array(z.object({ from: share, to: share, rows: count, confidence: share, accuracy: share })),
        }),
      )
      .describe('How often answers were right that claimed to be right so often.'),
    confusions: z.array(z.object({ expected: z.string(), predicted: z.string(), rows: count })),
  })
  .describe('The evaluation that a version was registered with, on rows held out; empty for a version without one.')
  .meta({ id: 'ModelEvaluation' });
