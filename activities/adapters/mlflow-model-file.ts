/** Folder of a logged model that holds our model folder, beside `MLmodel`. */
export const MODEL_FOLDER = 'oncek';

/** What a classifier takes and gives, in MLflow's words. */
const INPUTS = [
  { type: 'string', name: 'problem', required: true },
  { type: 'string', name: 'solving', required: false },
];
const OUTPUTS = [
  { type: 'string', name: 'label', required: true },
  { type: 'double', name: 'confidence', required: true },
];

/**
 * The `MLmodel` file, by which MLflow's pages show the signature. Its one flavor says who reads the model: MLflow itself
 * cannot serve it.
 * @param at - ISO instant, UTC
 */
export function mlmodelFile(model: {
  readonly modelId: string;
  readonly runId: string;
  readonly artifactUri: string;
  readonly sizeBytes: number;
  readonly at: string;
}): Uint8Array {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const lines = [
    `artifact_path: ${quoted(model.artifactUri)}`,
    'flavors:',
    '  oncek:',
    `    data: ${MODEL_FOLDER}`,
    `model_id: ${quoted(model.modelId)}`,
    `model_size_bytes: ${model.sizeBytes}`,
    `model_uuid: ${quoted(model.modelId)}`,
    `run_id: ${quoted(model.runId)}`,
    'signature:',
    `  inputs: ${quoted(JSON.stringify(INPUTS))}`,
    `  outputs: ${quoted(JSON.stringify(OUTPUTS))}`,
    '  params: null',
    `utc_time_created: ${quoted(model.at.replace('T', ' ').replace('Z', ''))}`,
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
