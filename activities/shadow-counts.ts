import { z } from 'zod';
import { addCounts, agreementOf, type ShadowAgreement, type ShadowCounts } from '../domain/shadow';
import type { ObjectStore } from './adapters/object-store';
import type { ModelVersionName } from './adapters/model-registry';

const PREFIX = 'shadow';
/** A label may be called `__proto__`: a key made of both labels' JSON never is. */
const countsSchema = z.object({
  compared: z.number(),
  agreed: z.number(),
  candidateAuto: z.number(),
  productionAuto: z.number(),
  pairs: z.record(z.string(), z.number()),
});

/** Which two versions are compared. */
export interface ShadowPair {
  readonly candidate: ModelVersionName;
  readonly production: ModelVersionName;
}

/** Where processes keep what they counted: an object each, which nobody else writes. */
export function shadowKey({ candidate, production }: ShadowPair, processId: string): string {
  return `${PREFIX}/${candidate}/${production}/${processId}.json`;
}

export async function writeShadowCounts(
  store: Pick<ObjectStore, 'put'>,
  pair: ShadowPair,
  processId: string,
  counts: ShadowCounts,
): Promise<void> {
  await store.put(shadowKey(pair, processId), JSON.stringify(counts));
}

/**
 * What all processes have counted of a candidate beside a version in service: for the approval card, `/modelstatus` and
 * the API. Some seconds behind the predictions. An object that is no count of ours is passed over.
 * @throws StoreUnavailable
 */
export async function readShadowAgreement(
  store: Pick<ObjectStore, 'list' | 'get'>,
  { candidate, production }: ShadowPair,
): Promise<ShadowAgreement> {
  const found: ShadowCounts[] = [];
  for await (const key of store.list(`${PREFIX}/${candidate}/${production}/`)) {
    const parsed = countsSchema.safeParse(parse(await store.get(key)));
    if (parsed.success) found.push(parsed.data);
  }
  return agreementOf(candidate, production, addCounts(found));
}

function parse(bytes: Uint8Array | null): unknown {
  if (bytes === null) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
