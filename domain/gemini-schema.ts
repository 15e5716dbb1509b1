/** The part of OpenAPI's schema that Gemini takes as `responseSchema`. */
export interface AnswerSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, AnswerField>>;
  readonly required: readonly string[];
}

export type AnswerField =
  | { readonly type: 'string'; readonly format?: 'enum'; readonly enum?: readonly string[] }
  | { readonly type: 'number' };

/** Longer lists make the schema too complex for the API, which then refuses the request: the prompt lists them anyway. */
const MAX_ENUM_LABELS = 150;

/** The shape of an answer: one label, a confidence, a sentence. Up to 150 labels are listed in it. */
export function answerSchema(labels: readonly string[]): AnswerSchema {
  const isListed = labels.length > 0 && labels.length <= MAX_ENUM_LABELS;
  return {
    type: 'object',
    properties: {
      label: isListed ? { type: 'string', format: 'enum', enum: labels } : { type: 'string' },
      confidence: { type: 'number' },
      reasoning: { type: 'string' },
    },
    required: ['label', 'confidence', 'reasoning'],
  };
}
