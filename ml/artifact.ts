import { Booster } from 'lightgbm3';
import { OncekError } from '../domain/errors';
import { joinFeatures, type FeatureModel, networkColumns } from './features';
import { sha256 } from './fingerprint';
import { decodeLinear, decodeNetwork, encodeLinear, encodeNetwork } from './weights-file';
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
const NETWORK = 'network.bin';
const VOCABULARY = 'vocabulary';

const UNFIT = 'its size does not fit the labels and the vocabulary';

/** A model as it was read back. */
export interface LoadedModel {
  classifier: Classifier;
  manifest: ModelManifest;
}

/** The content of a model folder. The trees are written off the event loop. */
export async function saveModel({
  student,
  info,
}: {
  student: Student;
  info: ModelInfo;
}): Promise<Map<string, Uint8Array>> {
  const encoder = new TextEncoder();
  const contents = new Map<string, Uint8Array>([
    [TREES, encoder.encode((await student.trees?.booster.modelToString()) ?? '')],
    [LINEAR, encodeLinear(student.linear)],
    [NETWORK, encodeNetwork(student.network)],
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
 * @throws ModelArtifact, saying which file, when one is missing or damaged, or of another format
 */
export async function loadModel(files: ModelFiles): Promise<LoadedModel> {
  const manifest = readManifest(files);
  for (const [name, { bytes, sha256: expected }] of Object.entries(manifest.files)) {
    const data = fileOf(files, name);
    if (data.length !== bytes || sha256(data) !== expected) throw damaged(name, 'its checksum differs from model.json');
  }
  const features = decodeVocabulary(textOf(files, VOCABULARY), manifest);
  await pause();
  const classes = manifest.labels.length;
  const linear = readWeights(files, LINEAR, decodeLinear);
  if (linear.classes !== classes || linear.numCols !== features.numCols) throw damaged(LINEAR, UNFIT);
  const network = readWeights(files, NETWORK, decodeNetwork);
  const { numCols } = networkColumns(features);
  if (network.classes !== classes || network.numCols !== numCols) throw damaged(NETWORK, UNFIT);
  await pause();
  const trees = manifest.trees && (await readTrees(textOf(files, TREES), manifest.trees.maxColumns));
  return {
    classifier: createClassifier({
      labels: manifest.labels,
      features,
      linear,
      trees,
      network,
      blend: manifest.calibration,
    }),
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
  if (typeof formatVersion === 'number' && formatVersion !== FORMAT_VERSION) {
    const remedy = formatVersion > FORMAT_VERSION ? 'update it or load an older model' : 'train the model again';
    throw new OncekError(
      'ModelArtifact',
      `the model has format ${formatVersion}, this program reads format ${FORMAT_VERSION}: ${remedy}`,
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

function readWeights<T>(files: ModelFiles, name: string, decode: (data: Uint8Array) => T): T {
  try {
    return decode(fileOf(files, name));
  } catch (cause) {
    if (cause instanceof OncekError) throw cause;
    throw damaged(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
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
