import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { OncekError } from '../../domain/errors';
import { openArtifacts, type MlflowS3 } from './mlflow-artifacts';
import { createMlflowClient, type MlflowAccess, type MlflowClient } from './mlflow-client';
import { createMlflowRuns, KEY_TAG } from './mlflow-runs';
import {
  createMlflowVersions,
  modelIdOf,
  nameOf,
  numberOf,
  promotionsOf,
  PROMOTION_TAG,
  refusalOf,
  STAGE_TAG,
  type RegisteredModel,
  type RegisteredVersion,
} from './mlflow-versions';
import { assertModelNames, isArtifactPath } from './model-names';
import type { ModelRegistry, ModelVersionName } from './model-registry';

const PRODUCTION = 'production';
const CANDIDATE = 'candidate';
const nothing = z.unknown();

/** An MLflow 3 server and the names we use there. */
export interface MlflowSettings extends MlflowAccess {
  /** Where people reach its pages, without a slash at the end. */
  readonly publicUrl: string;
  readonly experiment: string;
  readonly modelName: string;
  /** Asked only where the server names an `s3://` address; null: its proxy must serve. */
  readonly s3: MlflowS3 | null;
}

/**
 * A registry in MLflow 3. Each version is a logged model with its `MLmodel`, made by a run that holds figures, options
 * and pictures; the aliases `production` and `candidate` are the truth, stages only follow them for those who look there.
 * MLflow has no conditional write: of two promotions at the same moment the later one serves, and both are in the history.
 */
export function createMlflowRegistry(
  settings: MlflowSettings,
  { now = () => new Date(), client = createMlflowClient(settings) }: { now?: () => Date; client?: MlflowClient } = {},
): ModelRegistry {
  const { modelName: name, experiment, s3, publicUrl } = settings;
  const runs = createMlflowRuns({ client, experiment, now, open: (uri) => openArtifacts(uri, client, s3) });
  const versions = createMlflowVersions({ client, name });

  async function post(path: string, body: object): Promise<void> {
    await client.call({ method: 'POST', path, body: { name, ...body }, answer: nothing });
  }

  async function requireVersion(version: ModelVersionName): Promise<RegisteredVersion> {
    const number = numberOf(version);
    const found = number === null ? null : await versions.get(number);
    if (found) return found;
    throw new OncekError('ModelArtifact', `the registry has no model version ${JSON.stringify(version)}`);
  }

  /** @throws ModelArtifact for a version that can never serve */
  async function requireServable(version: ModelVersionName): Promise<RegisteredVersion> {
    const found = await requireVersion(version);
    const reason = refusalOf(found);
    if (reason === null) return found;
    throw new OncekError('ModelArtifact', `${version} cannot be used: ${reason}`);
  }

  async function aliased(alias: string): Promise<ModelVersionName | null> {
    return versionAt(await versions.model(), alias);
  }

  async function unmark(version: ModelVersionName): Promise<void> {
    if ((await aliased(CANDIDATE)) !== version) return;
    await client.callOr(['RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE'], {
      method: 'DELETE',
      path: 'mlflow/registered-models/alias',
      body: { name, alias: CANDIDATE },
      answer: nothing,
    });
  }

  /** What people see in MLflow's lists; nothing of ours reads it. */
  async function showStages(version: ModelVersionName, former: ModelVersionName | null): Promise<void> {
    const tag = (one: ModelVersionName, value: string) =>
      post('mlflow/model-versions/set-tag', { version: String(numberOf(one)), key: STAGE_TAG, value });
    await tag(version, 'Production');
    if (former !== null && former !== version) await tag(former, 'Archived');
    const stage = { version: String(numberOf(version)), stage: 'Production', archive_existing_versions: true };
    // Stages are deprecated: a server without them refuses, and the tag says it all.
    await post('mlflow/model-versions/transition-stage', stage).catch((error: unknown) => {
      if (!(error instanceof OncekError && error.type === 'RegistryRefused')) throw error;
    });
  }

  return {
    place: { kind: 'mlflow', url: `${publicUrl}/#/models/${encodeURIComponent(name)}`, modelName: name },

    async register(model) {
      assertModelNames(model, []);
      await versions.needModel();
      const known = model.key === undefined ? null : await versions.byKey(model.key);
      if (known) return nameOf(known);
      const { runId, modelId } = await runs.log(model);
      const tags = { ...model.tags, ...(model.key === undefined ? {} : { [KEY_TAG]: model.key }) };
      const made = await versions.create({ runId, modelId, description: model.description, tags });
      // Two that came here at once have made two: the first counts for both, and lists show only that.
      return nameOf((model.key === undefined ? null : await versions.byKey(model.key)) ?? made);
    },

    async list() {
      const [model, found] = await Promise.all([versions.model(), versions.all()]);
      const facts = await runs.facts(found.flatMap(({ run_id: runId }) => (runId === '' ? [] : [runId])));
      const [production, candidate] = [versionAt(model, PRODUCTION), versionAt(model, CANDIDATE)];
      return found.map((one) => {
        const version = nameOf(one);
        const { figures = {}, params = {} } = facts.get(one.run_id) ?? {};
        return {
          ...{ version, description: one.description, figures, params, tags: versions.tagsOf(one) },
          createdAt: new Date(one.creation_timestamp).toISOString(),
          isProduction: version === production,
          isCandidate: version === candidate,
          runId: one.run_id === '' ? null : one.run_id,
          refusal: refusalOf(one),
        };
      });
    },

    production: () => aliased(PRODUCTION),

    async promote(version, by) {
      const wanted = await requireServable(version);
      const model = await versions.model();
      const serving = versionAt(model, PRODUCTION);
      const last = promotionsOf(model).at(-1);
      // What a promotion that broke off between alias and history leaves undone, its repetition does.
      const former = serving === version && last?.version !== version ? (last?.version ?? null) : serving;
      if (serving !== version) {
        await post('mlflow/registered-models/alias', { alias: PRODUCTION, version: wanted.version });
      }
      if (serving !== version || last?.version !== version) {
        const at = now();
        const key = `${PROMOTION_TAG}${String(at.getTime()).padStart(15, '0')}-${randomBytes(4).toString('hex')}`;
        const value = JSON.stringify({ version, by, at: at.toISOString() });
        await post('mlflow/registered-models/set-tag', { key, value });
      }
      await showStages(version, former);
      await unmark(version);
      return { former };
    },

    history: async () => promotionsOf(await versions.model()),

    candidate: () => aliased(CANDIDATE),

    async setCandidate(version) {
      const found = await requireServable(version);
      await post('mlflow/registered-models/alias', { alias: CANDIDATE, version: found.version });
    },

    dropCandidate: unmark,

    async load(version) {
      return runs.modelFiles(modelIdOf(await requireServable(version)) ?? '');
    },

    async artifactNames(version) {
      const { run_id: runId } = await requireVersion(version);
      return (await (await runs.artifacts(runId))?.list()) ?? [];
    },

    async artifact(version, path) {
      const { run_id: runId } = await requireVersion(version);
      const folder = isArtifactPath(path) ? await runs.artifacts(runId) : null;
      if (!folder || !(await folder.list()).includes(path)) return null;
      return folder.get(path);
    },
  };
}

function versionAt(model: RegisteredModel, alias: string): ModelVersionName | null {
  const found = model.aliases.find((one) => one.alias === alias);
  return found ? nameOf(found) : null;
}
