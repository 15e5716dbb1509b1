import { z } from 'zod';
import type { MlflowClient } from './mlflow-client';
import { KEY_TAG } from './mlflow-runs';
import type { ModelVersionName, Promotion } from './model-registry';

/** Tag of our versions: others were made by the former system, or by hand. */
const FORMAT_TAG = 'oncek.format';
const FORMAT = 'oncek-student';
/** Tag of a version that says its stage, for servers that know no stages any more. */
export const STAGE_TAG = 'stage';
/** What the model's tags that hold its promotions begin with; an instant in ms follows. */
export const PROMOTION_TAG = 'oncek.promotion.';
const PAGE = 200;
const LONGEST_DESCRIPTION = 5_000;
const LONGEST_TAG = 5_000;

const pairs = z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]);

const versionSchema = z.object({
  version: z.string(),
  creation_timestamp: z.number(),
  description: z.string().default(''),
  run_id: z.string().default(''),
  source: z.string().default(''),
  status: z.string().default('READY'),
  tags: pairs,
});

const modelSchema = z.object({
  tags: pairs,
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })).default([]),
});

const promotionSchema = z.object({ version: z.string(), by: z.string(), at: z.string() });

/** A version as MLflow tells of it; texts that it has not are empty. */
export type RegisteredVersion = z.infer<typeof versionSchema>;
export type RegisteredModel = z.infer<typeof modelSchema>;

/** The name by which the product knows a version. */
export function nameOf({ version }: { readonly version: string }): ModelVersionName {
  return `mlflow-v${version}`;
}

/** MLflow's number of a version; null for what names none. */
export function numberOf(version: ModelVersionName): number | null {
  const digits = /^mlflow-v([1-9]\d{0,8})$/.exec(version)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The logged model that a version is of; null: of none, as the former system's. */
export function modelIdOf({ source }: RegisteredVersion): string | null {
  return /^models:\/(m-\w+)$/.exec(source)?.[1] ?? null;
}

/** Why a version can never serve; null: it can. */
export function refusalOf(version: RegisteredVersion): string | null {
  const { tags, status } = version;
  if (tags.find(({ key }) => key === FORMAT_TAG)?.value !== FORMAT) {
    return 'a model of the former Python system (a pickle), which this program does not read: train it again';
  }
  if (modelIdOf(version) === null) return 'MLflow names no model of it: register it anew';
  return status === 'READY' ? null : `MLflow has not finished its registration (${status})`;
}

/** All promotions, oldest first. Entries that are not ours are passed over. */
export function promotionsOf({ tags }: RegisteredModel): Promotion[] {
  return tags
    .filter(({ key }) => key.startsWith(PROMOTION_TAG))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .flatMap(({ value }) => {
      try {
        return [promotionSchema.parse(JSON.parse(value))];
      } catch {
        return [];
      }
    });
}

/** The registered model and its versions. */
export interface MlflowVersions {
  /** Makes the registered model where it is missing. */
  needModel(): Promise<void>;
  /** Its tags and aliases; empty where there is no such model. */
  model(): Promise<RegisteredModel>;
  /** Newest first. Of versions registered under one key only the first is given. */
  all(): Promise<RegisteredVersion[]>;
  get(number: number): Promise<RegisteredVersion | null>;
  /** The first version registered under a key. */
  byKey(key: string): Promise<RegisteredVersion | null>;
  create(version: {
    readonly runId: string;
    readonly modelId: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<RegisteredVersion>;
  /** The tags that a caller gave. */
  tagsOf(version: RegisteredVersion): Record<string, string>;
}

export function createMlflowVersions({ client, name }: { client: MlflowClient; name: string }): MlflowVersions {
  /** @param condition - beside the name, such as `AND tags.x = 'y'` */
  async function search(condition = ''): Promise<RegisteredVersion[]> {
    const found: RegisteredVersion[] = [];
    let token = '';
    do {
      const page = await client.call({
        path: 'mlflow/model-versions/search',
        query: {
          filter: `name = '${name}'${condition}`,
          max_results: String(PAGE),
          ...(token === '' ? {} : { page_token: token }),
        },
        answer: z.object({
          model_versions: z.array(versionSchema).default([]),
          next_page_token: z.string().default(''),
        }),
      });
      found.push(...page.model_versions);
      token = page.next_page_token;
    } while (token !== '');
    return found.sort((left, right) => Number(left.version) - Number(right.version));
  }

  return {
    async needModel() {
      await client.callOr(['RESOURCE_ALREADY_EXISTS'], {
        method: 'POST',
        path: 'mlflow/registered-models/create',
        body: { name, description: 'Labels of problems written into Telegram groups' },
        answer: z.unknown(),
      });
    },

    async model() {
      const found = await client.callOr(['RESOURCE_DOES_NOT_EXIST'], {
        path: 'mlflow/registered-models/get',
        query: { name },
        answer: z.object({ registered_model: modelSchema }),
      });
      return found?.registered_model ?? { tags: [], aliases: [] };
    },

    async all() {
      const seen = new Set<string>();
      const first = (await search()).filter(({ tags }) => {
        const key = tags.find((tag) => tag.key === KEY_TAG)?.value;
        if (key === undefined) return true;
        if (seen.has(key)) return false;
        return seen.add(key);
      });
      return first.reverse();
    },

    async get(number) {
      const found = await client.callOr(['RESOURCE_DOES_NOT_EXIST'], {
        path: 'mlflow/model-versions/get',
        query: { name, version: String(number) },
        answer: z.object({ model_version: versionSchema }),
      });
      return found?.model_version ?? null;
    },

    async byKey(key) {
      return (await search(` AND tags.\`${KEY_TAG}\` = '${key}'`))[0] ?? null;
    },

    async create({ runId, modelId, description, tags }) {
      const given = { ...tags, [FORMAT_TAG]: FORMAT };
      const { model_version: made } = await client.call({
        method: 'POST',
        path: 'mlflow/model-versions/create',
        body: {
          name,
          source: `models:/${modelId}`,
          run_id: runId,
          model_id: modelId,
          description: description.slice(0, LONGEST_DESCRIPTION),
          tags: Object.entries(given).map(([key, value]) => ({ key, value: value.slice(0, LONGEST_TAG) })),
        },
        answer: z.object({ model_version: versionSchema }),
        isRepeatable: false,
      });
      return made;
    },

    tagsOf({ tags }) {
      const ours = [KEY_TAG, FORMAT_TAG, STAGE_TAG];
      return Object.fromEntries(tags.flatMap(({ key, value }) => (ours.includes(key) ? [] : [[key, value] as const])));
    },
  };
}
