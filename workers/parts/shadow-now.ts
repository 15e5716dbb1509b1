import { readShadowAgreement } from '../../activities/shadow-counts';
import type { ShadowAgreement } from '../../domain/shadow';
import type { Deps } from '../deps';

/** The candidate beside the model in service; null where there is not both. */
export async function shadowNow({ registry, models, store }: Deps): Promise<ShadowAgreement | null> {
  const candidate = await registry.candidate();
  const production = models.current()?.version;
  if (candidate === null || production === undefined) return null;
  return readShadowAgreement(store, { candidate, production });
}
