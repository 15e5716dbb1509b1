import { z } from 'zod';
import { OncekError } from '../../domain/errors';
import { withoutEnd } from '../../domain/text';
import { createMinioStore } from './minio-store';
import type { MlflowClient } from './mlflow-client';
import type { ObjectStore } from './object-store';

/** Where MLflow's artifacts are when it has us write to S3 ourselves. */
export interface MlflowS3 {
  /** `http://host:port` of MinIO or another S3. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  /** The only bucket we use; null: whichever MLflow names. */
  readonly bucket: string | null;
}

/** Files of one run or one model. Paths are parted by `/`. */
export interface ArtifactFolder {
  put(path: string, data: Uint8Array): Promise<void>;
  /** A file that was listed. */
  get(path: string): Promise<Uint8Array>;
  /** Paths of all files below a folder, sorted. @param below - default: all */
  list(below?: string): Promise<string[]>;
}

const listing = z.object({ files: z.array(z.object({ path: z.string(), is_dir: z.boolean() })).default([]) });

/**
 * Opens the folder that MLflow names for a run or a model: through its proxy (`mlflow-artifacts:`), or in S3 itself.
 * @throws RegistryRefused where it is neither, saying how to start MLflow
 */
export function openArtifacts(uri: string, client: MlflowClient, s3: MlflowS3 | null): ArtifactFolder {
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(uri)?.[1];
  if (proxied !== undefined) return behindProxy(client, withoutEnd(proxied, '/'));
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    const remedy = 'start it with --artifacts-destination (and without --default-artifact-root), or with an s3:// root';
    throw new OncekError('RegistryRefused', `MLflow keeps its files where only itself can reach them: ${remedy}`);
  }
  if (s3 === null) {
    const remedy = 'set MLFLOW_S3_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
    throw new OncekError('RegistryRefused', `MLflow keeps its files in the bucket ${bucket}: ${remedy}`);
  }
  if (s3.bucket !== null && s3.bucket !== bucket) {
    const detail = `MLflow keeps its files in the bucket ${bucket}, and MLFLOW_BUCKET_NAME is another: correct one of them`;
    throw new OncekError('RegistryRefused', detail);
  }
  return inStore(createMinioStore({ ...s3, bucket }), withoutEnd(key, '/'));
}

function behindProxy(client: MlflowClient, root: string): ArtifactFolder {
  async function visit(path: string): Promise<string[]> {
    const { files } = await client.call({
      path: 'mlflow-artifacts/artifacts',
      query: { path: path === '' ? root : `${root}/${path}` },
      answer: listing,
    });
    const found = await Promise.all(
      files.map((file) => {
        const below = path === '' ? file.path : `${path}/${file.path}`;
        return file.is_dir ? visit(below) : Promise.resolve([below]);
      }),
    );
    return found.flat();
  }
  return {
    put: (path, data) => client.putFile(`${root}/${path}`, data),
    get: (path) => client.getFile(`${root}/${path}`),
    list: async (below = '') => (await visit(below)).sort(),
  };
}

function inStore(store: ObjectStore, root: string): ArtifactFolder {
  return {
    put: (path, data) => store.put(`${root}/${path}`, data),
    async get(path) {
      const data = await store.get(`${root}/${path}`);
      if (data) return data;
      throw new OncekError('ModelArtifact', `the file ${path} of this model is gone from the bucket: restore it`);
    },
    async list(below = '') {
      const found: string[] = [];
      const prefix = below === '' ? `${root}/` : `${root}/${below}/`;
      for await (const key of store.list(prefix)) found.push(key.slice(root.length + 1));
      return found.sort();
    },
  };
}
