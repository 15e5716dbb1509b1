import type { MirrorOptions } from '../../mirror';
import { createMirror } from '../../mirror';
import { openRegistry } from '../../adapters/open-registry';
import { createFolderStore, type ObjectStore } from '../../adapters/object-store';
import { createMinioStore, type MinioSettings } from '../../adapters/minio-store';
import { createChartRenderer } from '../../charts/renderer';
import { spreadsheetsOf } from '../../sheets/spreadsheets-of';
import type { FitActivities } from '../../../workflows/retrain-ports';
import type { TrainingActivities } from '../../../workflows/training-ports';
import { evaluateCandidate } from '../evaluation';
import { createFits, type FitDeps } from '../fit';
import { lookAtTrainingSet, takeSnapshot, type SnapshotDeps, type TrainingSetView } from '../snapshot';

/** The work of a training that takes the processor for a while; each name with its input and its result. */
export interface TrainingJobs extends FitActivities, Pick<TrainingActivities, 'takeSnapshot' | 'evaluate'> {
  /** What a snapshot taken now would hold; nothing is stored. */
  lookAtTrainingSet(input: { readonly spreadsheetId: string }): Promise<TrainingSetView>;
}

/** Where that work finds its data: what a process of its own needs to open everything itself. Plain data. */
export interface TrainingPlaces {
  readonly objects: { readonly folder: string } | { readonly minio: MinioSettings };
  readonly mirror: MirrorOptions;
  readonly registry: Parameters<typeof openRegistry>[0];
  /** What every fit does otherwise than its options say. */
  readonly options: FitDeps['options'];
}

/** How the work tells of itself while it goes on. */
export interface JobTelling {
  /** @param share - 0..1 of the job */
  progress(share: number): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

/** Opens what a job needs, when it needs it, does it, and closes all. */
export async function doJob<K extends keyof TrainingJobs>(
  name: K,
  input: Parameters<TrainingJobs[K]>[0],
  { places, telling }: { readonly places: TrainingPlaces; readonly telling: JobTelling },
): Promise<Awaited<ReturnType<TrainingJobs[K]>>> {
  const store = openObjects(places.objects);
  const now = (): Date => new Date();
  const fits = createFits({ store, options: places.options, now, onProgress: (share) => telling.progress(share) });
  const jobs: TrainingJobs = {
    ...fits,
    takeSnapshot: (asked) => withMirror((deps) => takeSnapshot(deps, asked)),
    lookAtTrainingSet: ({ spreadsheetId }) => withMirror((deps) => lookAtTrainingSet(deps, spreadsheetId)),
    async evaluate(asked) {
      const charts = createChartRenderer();
      try {
        const log = { warn: telling.warn.bind(telling) };
        const onProgress = (share: number): void => telling.progress(share);
        return await evaluateCandidate(
          { store, charts, log, onProgress, registry: openRegistry(places.registry) },
          asked,
        );
      } finally {
        await charts.close();
      }
    },
  };

  async function withMirror<T>(work: (deps: SnapshotDeps) => Promise<T>): Promise<T> {
    const mirror = await createMirror(places.mirror);
    try {
      return await work({
        ...{ mirror, store, now },
        onProgress: () => telling.progress(0),
        spreadsheetsOf: (spreadsheetId) => spreadsheetsOf(store, spreadsheetId),
      });
    } finally {
      await mirror.close();
    }
  }

  return (jobs[name] as (asked: typeof input) => ReturnType<TrainingJobs[K]>)(input) as Promise<
    Awaited<ReturnType<TrainingJobs[K]>>
  >;
}

function openObjects(objects: TrainingPlaces['objects']): ObjectStore {
  return 'folder' in objects ? createFolderStore(objects.folder) : createMinioStore(objects.minio);
}
