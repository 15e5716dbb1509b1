import { Booster } from 'lightgbm3';
import { OncekError } from '../domain/errors';
import { joinFeatures, type FeatureModel } from './features';
import { sha256 } from './fingerprint';
import type { LinearModel } from './linear';
import { FORMAT_VERSION, type ModelInfo, type ModelManifest, manifestSchema } from './manifest';
import { pause } from './pause';
import { type Classifier, createClassifier } from './predict';
import type { BoosterMember, Student } from './student';
import { restoreTfidf } from './tfidf';

/** A model folder: file name to content. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

const MANIFEST = 'model.json';
const TREES = 'lightgbm.txt';
const LINEAR = 'linear.bin';
const VOCABULARY = 'vocabulary';

/** First bytes of `linear.bin`: "ONCL" read as a little-endian number, then columns, classes, and 0. */
const LINEAR_MAGIC = 0x4c434e4f;
const LINEAR_HEADER_BYTES = 16;

/** A model as it was read back. */
export interface LoadedModel {
  classifier: Classifier;
  manifest: ModelManifest;
}

/** The content of a model folder. */
export function saveModel({ student, info }: { student: Student; info: ModelInfo }): Map<string, Uint8Array> {
  const encoder = new TextEncoder();
  const contents = new Map<string, Uint8Array>([
    [TREES, encoder.encode(student.trees?.booster.modelToString() ?? '')],
    [LINEAR, encodeLinear(student.linear)],
    [VOCABULARY, encoder.encode(encodeVocabulary(student.features))],
  ]);
  const manifest: ModelManifest = {
    format: 'oncek-student',
    formatVersion: FORMAT_VERSION,
    ...info,
    labels: [...student.labels],
    features: student.features.parts.map(({ options, terms, documents }) => ({
      options,
      terms: terms.length,
      documents,
    })),
    trees: student.trees && { maxColumns: student.trees.maxColumns },
    files: Object.fromEntries(
      [...contents].map(([name, data]) => [name, { bytes: data.length, sha256: sha256(data) }]),
    ),
  };
  return new Map([[MANIFEST, encoder.encode(`${JSON.stringify(manifest, null, 2)}\n`)], ...contents]);
}

/**
 * Reads a model folder back, letting the event loop run between the files.
 * @throws ModelArtifact, saying which file, when one is missing or damaged, or of a newer format
 */
export async function loadModel(files: ModelFiles): Promise<LoadedModel> {
  const manifest = readManifest(files);
  for (const [name, { bytes, sha256: expected }] of Object.entries(manifest.files)) {
    const data = fileOf(files, name);
    if (data.length !== bytes || sha256(data) !== expected) throw damaged(name, 'its checksum differs from model.json');
  }
  const features = decodeVocabulary(textOf(files, VOCABULARY), manifest);
  await pause();
  const linear = decodeLinear(fileOf(files, LINEAR));
  if (linear.classes !== manifest.labels.length || linear.numCols !== features.numCols) {
    throw damaged(LINEAR, 'its size does not fit the labels and the vocabulary');
  }
  await pause();
  const trees = manifest.trees && (await readTrees(textOf(files, TREES), manifest.trees.maxColumns));
  return {
    classifier: createClassifier({ labels: manifest.labels, features, linear, trees, blend: manifest.calibration }),
    manifest,
  };
}

/** Reads and checks `model.json` alone. @throws ModelArtifact */
export function readManifest(files: ModelFiles): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(textOf(files, MANIFEST));
  } catch (cause) {
    if (cause instanceof OncekError) throw cause;
    throw damaged(MANIFEST, 'it is no JSON', cause);
  }
  const { formatVersion } = (json ?? {}) as { formatVersion?: unknown };
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) {
    throw new OncekError(
      'ModelArtifact',
      `the model has format ${formatVersion}, this program reads up to ${FORMAT_VERSION}: update it or load an older model`,
    );
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw damaged(MANIFEST, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

async function readTrees(text: string, maxColumns: number): Promise<BoosterMember> {
  try {
    return { booster: await Booster.fromString(text), maxColumns };
  } catch (cause) {
    throw damaged(TREES, 'LightGBM cannot read it', cause);
  }
}

function encodeLinear({ numCols, classes, weights, bias }: LinearModel): Uint8Array {
  const header = LINEAR_HEADER_BYTES + bias.byteLength;
  const data = new Uint8Array(header + weights.byteLength);
  const view = new DataView(data.buffer);
  [LINEAR_MAGIC, numCols, classes, 0].forEach((field, at) => view.setUint32(at * 4, field, true));
  bias.forEach((value, at) => view.setFloat64(LINEAR_HEADER_BYTES + at * 8, value, true));
  weights.forEach((value, at) => view.setFloat32(header + at * 4, value, true));
  return data;
}

function decodeLinear(data: Uint8Array): LinearModel {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < LINEAR_HEADER_BYTES || view.getUint32(0, true) !== LINEAR_MAGIC) {
    throw damaged(LINEAR, 'it does not begin as such a file');
  }
  const numCols = view.getUint32(4, true);
  const classes = view.getUint32(8, true);
  const header = LINEAR_HEADER_BYTES + classes * 8;
  if (data.length !== header + numCols * classes * 4) throw damaged(LINEAR, 'it is cut short or too long');
  const bias = new Float64Array(classes);
  const weights = new Float32Array(numCols * classes);
  for (let at = 0; at < classes; at += 1) bias[at] = view.getFloat64(LINEAR_HEADER_BYTES + at * 8, true);
  for (let at = 0; at < weights.length; at += 1) weights[at] = view.getFloat32(header + at * 4, true);
  return { numCols, classes, weights, bias };
}

/** A line per term, document frequency before it; terms hold no white space but single spaces. */
function encodeVocabulary({ parts }: FeatureModel): string {
  return parts
    .flatMap((part) => part.terms.map((term, column) => `${part.documentFrequency[column]}\t${term}\n`))
    .join('');
}

function decodeVocabulary(text: string, manifest: ModelManifest): FeatureModel {
  const lines = text.split('\n');
  const expected = manifest.features.reduce((sum, part) => sum + part.terms, 0);
  if (lines.length !== expected + 1) throw damaged(VOCABULARY, `it holds ${lines.length - 1} of ${expected} terms`);
  let next = 0;
  const parts = manifest.features.map(({ options, terms: size, documents }) => {
    const documentFrequency = new Int32Array(size);
    const terms = lines.slice(next, next + size).map((line, column) => {
      const tab = line.indexOf('\t');
      documentFrequency[column] = Number(line.slice(0, tab));
      return line.slice(tab + 1);
    });
    next += size;
    return restoreTfidf({ options, terms, documentFrequency, documents });
  });
  return joinFeatures(parts);
}

function fileOf(files: ModelFiles, name: string): Uint8Array {
  const data = files.get(name);
  if (!data) throw damaged(name, 'it is missing');
  return data;
}

function textOf(files: ModelFiles, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileOf(files, name));
  } catch (cause) {
    if (cause instanceof OncekError) throw cause;
    throw damaged(name, 'it is no UTF-8 text', cause);
  }
}

function damaged(name: string, reason: string, cause?: unknown): OncekError {
  return new OncekError(
    'ModelArtifact',
    `model file ${name} cannot be used: ${reason}; train or fetch the model again`,
    {
      cause,
    },
  );
}
