import { z } from 'zod';

/** How the stand-in answers; the body of `PUT /gemini/people/behaviour`. What is not given keeps its value. */
export const behaviourSchema = z.strictObject({
  /**
   * `oracle` knows the given answers, `fixed` always says the same, `nonsense` is no JSON, `slow` is a late oracle,
   * `huge` an oracle that never stops explaining, `blocked` no answer for reasons of safety.
   */
  mode: z.enum(['oracle', 'fixed', 'nonsense', 'slow', 'huge', 'blocked']).optional(),
  /** Share of the known texts that the oracle labels right, 0..1. */
  accuracy: z.number().min(0).max(1).optional(),
  /** Another seed, other texts that the oracle gets wrong. */
  seed: z.string().max(100).optional(),
  /** Text → its right label; added to those given before. */
  answers: z.record(z.string(), z.string().min(1)).optional(),
  /** What `fixed` says. */
  label: z.string().optional(),
  /** What `fixed` says, 0..1. */
  confidence: z.number().min(0).max(1).optional(),
  /** How long `slow` takes, ms. */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** API keys that are let in; null: any. */
  validKeys: z.array(z.string().min(1)).nullable().optional(),
});
export type BehaviourChange = z.infer<typeof behaviourSchema>;

export type Behaviour = Required<Omit<BehaviourChange, 'answers'>>;

export const DEFAULT_BEHAVIOUR: Behaviour = {
  mode: 'oracle',
  accuracy: 0.9,
  seed: '',
  label: '',
  confidence: 0.9,
  delayMs: 30_000,
  validKeys: null,
};
