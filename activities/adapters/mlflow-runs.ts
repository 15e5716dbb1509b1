import { z } from 'zod';
import { OncekError } from '../../domain/errors';
import type { ArtifactFolder } from './mlflow-artifacts';
import type { MlflowClient } from './mlflow-client';
import { MODEL_FOLDER, mlmodelFile } from './mlflow-model-file';
import { finiteFigures, paramTexts } from './model-names';
import type { NewModel } from './model-registry';

/** Tag of runs and versions that holds the key of their registration. */
export const KEY_TAG = 'oncek.key';
const MODEL_TAG = 'oncek.model_id';
/** How much of each MLflow takes in one call, and how long a parameter may be. */
const METRICS_AT_ONCE = 500;
const OTHERS_AT_ONCE = 100;
const LONGEST_PARAM = 6_000;

const pairs = z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]);
const nothing = z.unknown();
const experimentSchema = z.object({ experiment_id: z.string(), lifecycle_stage: z.string().default('active') });
const runSchema = z.object({
  info: z.object({ run_id: z.string(), artifact_uri: z.string(), start_time: z.number() }),
  data: z
    .object({
      tags: pairs,
      params: pairs,
      metrics: z.array(z.object({ key: z.string(), value: z.unknown() })).default([]),
    })
    .prefault({}),
});
const loggedModelSchema = z.object({
  model: z.object({ info: z.object({ model_id: z.string(), artifact_uri: z.string() }) }),
});
const foundRuns = z.object({ runs: z.array(runSchema).default([]) });

type Run = z.infer<typeof runSchema>;

/** What lists show of a run. */
export interface RunFacts {
  readonly figures: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, string>>;
}

/** Runs and logged models of one experiment. */
export interface MlflowRuns {
  /** Logs figures, options, pictures and the model itself. Repeated under the same key it goes on with the same run. */
  log(model: NewModel): Promise<{ readonly runId: string; readonly modelId: string }>;
  /** Figures and options by run id; runs that are gone are left out. */
  facts(runIds: readonly string[]): Promise<ReadonlyMap<string, RunFacts>>;
  /** The pictures and tables of a run; null: the run is gone. */
  artifacts(runId: string): Promise<ArtifactFolder | null>;
  /** The files of a logged model. */
  modelFiles(modelId: string): Promise<Map<string, Uint8Array>>;
}

export function createMlflowRuns(deps: {
  readonly client: MlflowClient;
  readonly experiment: string;
  readonly open: (artifactUri: string) => ArtifactFolder;
  readonly now: () => Date;
}): MlflowRuns {
  const { client, experiment, open, now } = deps;

  async function findExperiment(): Promise<string | null> {
    const found = await client.callOr(['RESOURCE_DOES_NOT_EXIST'], {
      path: 'mlflow/experiments/get-by-name',
      query: { experiment_name: experiment },
      answer: z.object({ experiment: experimentSchema }),
    });
    if (found?.experiment.lifecycle_stage === 'deleted') {
      const remedy = 'restore it, or set another MLFLOW_EXPERIMENT_NAME';
      throw new OncekError('RegistryRefused', `the experiment ${experiment} was deleted in MLflow: ${remedy}`);
    }
    return found?.experiment.experiment_id ?? null;
  }

  async function needExperiment(): Promise<string> {
    const known = await findExperiment();
    if (known !== null) return known;
    const made = await client.callOr(['RESOURCE_ALREADY_EXISTS'], {
      method: 'POST',
      path: 'mlflow/experiments/create',
      body: { name: experiment },
      answer: z.object({ experiment_id: z.string() }),
    });
    return made?.experiment_id ?? needExperiment();
  }

  async function runOf(experimentId: string, model: NewModel): Promise<Run> {
    const { key, description, tags = {} } = model;
    if (key !== undefined) {
      const { runs } = await client.call({
        method: 'POST',
        path: 'mlflow/runs/search',
        body: { experiment_ids: [experimentId], filter: `tags.\`${KEY_TAG}\` = '${key}'`, max_results: 1 },
        answer: foundRuns,
      });
      if (runs[0]) return runs[0];
    }
    const start = now();
    const made = await client.call({
      method: 'POST',
      path: 'mlflow/runs/create',
      body: {
        experiment_id: experimentId,
        run_name: `train-${stamp(start)}`,
        start_time: start.getTime(),
        tags: asPairs({
          ...tags,
          'mlflow.note.content': description,
          'mlflow.source.name': 'oncek',
          ...(key === undefined ? {} : { [KEY_TAG]: key }),
        }),
      },
      answer: z.object({ run: runSchema }),
      isRepeatable: false,
    });
    return made.run;
  }

  async function modelOf(experimentId: string, { info, data }: Run, model: NewModel) {
    const known = data.tags.find(({ key }) => key === MODEL_TAG)?.value;
    if (known !== undefined) return loggedModel(known);
    const { model: made } = await client.call({
      method: 'POST',
      path: 'mlflow/logged-models',
      body: {
        experiment_id: experimentId,
        name: 'model',
        source_run_id: info.run_id,
        params: asPairs(paramTexts(model.params), LONGEST_PARAM).slice(0, OTHERS_AT_ONCE),
        tags: asPairs(model.tags ?? {}),
      },
      answer: loggedModelSchema,
      isRepeatable: false,
    });
    const { model_id: modelId } = made.info;
    await post('mlflow/runs/set-tag', { run_id: info.run_id, key: MODEL_TAG, value: modelId });
    return made.info;
  }

  async function loggedModel(modelId: string) {
    const found = await client.callOr(['RESOURCE_DOES_NOT_EXIST'], {
      path: `mlflow/logged-models/${encodeURIComponent(modelId)}`,
      answer: loggedModelSchema,
    });
    if (found) return found.model.info;
    throw new OncekError('ModelArtifact', `the model ${modelId} was deleted in MLflow: restore it, or train again`);
  }

  /** Under the run's own start, so that a repeated log repeats the same points and adds none. */
  async function logFacts({ info }: Run, modelId: string, model: NewModel): Promise<void> {
    const metrics = withPlainNames(finiteFigures(model.figures)).map(([key, value]) => ({
      key,
      value,
      timestamp: info.start_time,
      step: 0,
      model_id: modelId,
    }));
    for (const some of inChunks(metrics, METRICS_AT_ONCE)) {
      await post('mlflow/runs/log-batch', { run_id: info.run_id, metrics: some });
    }
    for (const some of inChunks(asPairs(paramTexts(model.params), LONGEST_PARAM), OTHERS_AT_ONCE)) {
      await post('mlflow/runs/log-batch', { run_id: info.run_id, params: some });
    }
  }

  async function post(path: string, body: object, method: 'POST' | 'PATCH' = 'POST'): Promise<void> {
    await client.call({ method, path, body, answer: nothing });
  }

  return {
    async log(model) {
      const experimentId = await needExperiment();
      const run = await runOf(experimentId, model);
      const { run_id: runId, artifact_uri: runUri, start_time: startMs } = run.info;
      const { model_id: modelId, artifact_uri: artifactUri } = await modelOf(experimentId, run, model);
      await post('mlflow/runs/outputs', { run_id: runId, models: [{ model_id: modelId, step: 0 }] });
      await logFacts(run, modelId, model);
      const runFolder = open(runUri);
      for (const [path, data] of model.artifacts ?? []) await runFolder.put(path, data);
      const modelFolder = open(artifactUri);
      const sizeBytes = [...model.files.values()].reduce((sum, { length }) => sum + length, 0);
      const at = new Date(startMs).toISOString();
      for (const [name, data] of model.files) await modelFolder.put(`${MODEL_FOLDER}/${name}`, data);
      await modelFolder.put('MLmodel', mlmodelFile({ modelId, runId, artifactUri, sizeBytes, at }));
      const ready = { model_id: modelId, status: 'LOGGED_MODEL_READY' };
      await post(`mlflow/logged-models/${modelId}`, ready, 'PATCH');
      await post('mlflow/runs/update', { run_id: runId, status: 'FINISHED', end_time: now().getTime() });
      return { runId, modelId };
    },

    async facts(runIds) {
      const experimentId = await findExperiment();
      const found: Run[] = [];
      for (const some of experimentId === null ? [] : inChunks([...new Set(runIds)], OTHERS_AT_ONCE)) {
        const filter = `attributes.run_id IN (${some.map((id) => `'${id}'`).join(', ')})`;
        const { runs } = await client.call({
          method: 'POST',
          path: 'mlflow/runs/search',
          body: { experiment_ids: [experimentId], filter, max_results: OTHERS_AT_ONCE },
          answer: foundRuns,
        });
        found.push(...runs);
      }
      return new Map(found.map((run) => [run.info.run_id, factsOf(run)]));
    },

    async artifacts(runId) {
      const found = await client.callOr(['RESOURCE_DOES_NOT_EXIST'], {
        path: 'mlflow/runs/get',
        query: { run_id: runId },
        answer: z.object({ run: runSchema }),
      });
      return found && open(found.run.info.artifact_uri);
    },

    async modelFiles(modelId) {
      const folder = open((await loggedModel(modelId)).artifact_uri);
      const paths = await folder.list(MODEL_FOLDER);
      const load = async (path: string): Promise<[string, Uint8Array]> => [
        path.slice(MODEL_FOLDER.length + 1),
        await folder.get(path),
      ];
      return new Map(await Promise.all(paths.map(load)));
    },
  };
}

function factsOf({ data }: Run): RunFacts {
  return {
    figures: Object.fromEntries(
      data.metrics.flatMap(({ key, value }) => (typeof value === 'number' ? [[key, value] as const] : [])),
    ),
    params: Object.fromEntries(data.params.map(({ key, value }) => [key, value])),
  };
}

/**
 * MLflow takes letters, digits, spaces and `_-.:/` in names, up to 250; a label may hold others. It refuses one name twice:
 * of two labels that differ in nothing else the later one is numbered.
 */
function withPlainNames<T>(values: Readonly<Record<string, T>>): [name: string, value: T][] {
  const taken = new Set<string>();
  return Object.entries(values).map(([given, value]) => {
    const plain = given.replaceAll(/[^\p{L}\p{N}_\-.:/ ]/gu, '_').slice(0, 240);
    let name = plain;
    for (let count = 2; taken.has(name); count += 1) name = `${plain}_${count}`;
    taken.add(name);
    return [name, value];
  });
}

function asPairs(values: Readonly<Record<string, string>>, longest = 5_000): { key: string; value: string }[] {
  return withPlainNames(values).map(([key, value]) => ({ key, value: value.slice(0, longest) }));
}

function inChunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** `20260102-030405`, UTC. */
function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
