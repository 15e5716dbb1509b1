import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.number().int().min(0);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

const tfidfOptions = z.object({
  analyzer: z.enum(['word', 'char_wb']),
  ngramRange: z.tuple([z.number().int().min(1), z.number().int().min(1)]).readonly(),
  minDf: z.number(),
  maxDf: z.number(),
  maxFeatures: z.number().int().nullable(),
  sublinearTf: z.boolean(),
  norm: z.enum(['l1', 'l2']).nullable(),
});

const trainOptions = z.object({
  features: z.array(tfidfOptions).min(1).readonly(),
  linear: z.object({ c: z.number(), balance: z.number(), maxPasses: z.number(), tolerance: z.number() }),
  trees: z.object({
    rounds: z.number(),
    maxColumns: count,
    balance: z.number().optional(),
    params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  }),
  network: z.object({
    networks: count,
    foldNetworks: count,
    hidden: count,
    epochs: count,
    minSteps: count,
    rate: z.number(),
    inputDropout: share,
    wordDropout: share,
    copies: count,
    mostCopies: count,
    balance: z.number(),
  }),
  folds: z.number(),
  promisedPrecision: share,
  threads: z.number(),
});

/** What a model says about itself: plain JSON, without the fitted numbers. Shares are 0 to 1. */
export const modelInfoSchema = z.object({
  /** `generated`: made-up examples, to be marked wherever figures are shown. */
  origin: z.enum(['generated', 'data']),
  note: z.string(),
  /** ISO instant, UTC. */
  trainedAt: z.string().nullable(),
  seed: z.number(),
  options: trainOptions,
  /** Rows given, rows with a label and text, texts made of them. */
  rows: z.object({ given: count, used: count, texts: count }),
  figures: z.object({
    basis: z.literal('out-of-fold'),
    rows: count,
    accuracy: share,
    macroF1: share,
    weightedF1: share,
    ece: share,
    coverageAt95: share,
    autoShare: share,
    autoPrecision: share,
  }),
  perLabel: z.array(
    z.object({ label: z.string(), rows: count, precision: share, recall: share, f1: share, support: count }),
  ),
  calibration: z.object({
    weights: z.object({ linear: z.number().min(0), trees: z.number().min(0), network: z.number().min(0) }),
    topSlope: z.number().positive(),
    topOffset: z.number(),
    autoThreshold: share,
    thresholdBasis: z.enum(['bound', 'point', 'default']),
    promisedPrecision: share,
  }),
  fingerprints: z.object({ data: sha256Hex, options: sha256Hex }),
});

/** What a training run says of its model. */
export type ModelInfo = z.infer<typeof modelInfoSchema>;

/** Grows when an older reader would misread a model folder. */
export const FORMAT_VERSION = 3;

/** `model.json`: the info, and what is needed to read the other files. */
export const manifestSchema = modelInfoSchema.extend({
  format: z.literal('oncek-student'),
  formatVersion: z.literal(FORMAT_VERSION),
  labels: z.array(z.string()).min(2),
  features: z.array(z.object({ options: tfidfOptions, terms: count, documents: count })).min(1),
  trees: z.object({ maxColumns: count }).nullable(),
  files: z.record(z.string(), z.object({ bytes: count, sha256: sha256Hex })),
});

/** The content of `model.json`. */
export type ModelManifest = z.infer<typeof manifestSchema>;
