/** Answers of a candidate beside those that the model in service gave to the same texts. Counts of texts. */
export interface ShadowCounts {
  readonly compared: number;
  /** Both said the same label, or both none. */
  readonly agreed: number;
  /** The candidate was at or above its own automatic threshold. */
  readonly candidateAuto: number;
  /** The model in service was at or above its own. */
  readonly productionAuto: number;
  /** Disagreements by {@link pairKey}; rare ones may be missing. */
  readonly pairs: Readonly<Record<string, number>>;
}

/** What people are shown of a candidate that predicts beside Production. Shares are 0..1; null where nothing was compared. */
export interface ShadowAgreement {
  readonly candidate: string;
  readonly production: string;
  readonly compared: number;
  readonly agreementShare: number | null;
  readonly autoShare: { readonly candidate: number | null; readonly production: number | null };
  /** The most frequent disagreements, most frequent first; at most ten. A label is null where a model gave none. */
  readonly disagreements: readonly {
    readonly production: string | null;
    readonly candidate: string | null;
    readonly count: number;
  }[];
}

export const NOTHING_COMPARED: ShadowCounts = {
  ...{ compared: 0, agreed: 0, candidateAuto: 0, productionAuto: 0 },
  pairs: {},
};

/** More kinds of disagreement than that are counted, but not told apart: memory stays bounded. */
const MAX_PAIRS = 200;
const SHOWN_PAIRS = 10;

/** One text's two answers. */
export interface ShadowComparison {
  readonly production: { readonly label: string | null; readonly isAuto: boolean };
  readonly candidate: { readonly label: string | null; readonly isAuto: boolean };
}

/** Counts one more text. */
export function countComparison(counts: ShadowCounts, { production, candidate }: ShadowComparison): ShadowCounts {
  const isAgreed = production.label === candidate.label;
  return {
    compared: counts.compared + 1,
    agreed: counts.agreed + Number(isAgreed),
    candidateAuto: counts.candidateAuto + Number(candidate.isAuto),
    productionAuto: counts.productionAuto + Number(production.isAuto),
    pairs: isAgreed ? counts.pairs : countPair(counts.pairs, pairKey(production.label, candidate.label), 1),
  };
}

/** Counts of several processes together. */
export function addCounts(all: readonly ShadowCounts[]): ShadowCounts {
  return all.reduce(
    (sum, one) => ({
      compared: sum.compared + one.compared,
      agreed: sum.agreed + one.agreed,
      candidateAuto: sum.candidateAuto + one.candidateAuto,
      productionAuto: sum.productionAuto + one.productionAuto,
      pairs: Object.entries(one.pairs).reduce((pairs, [key, count]) => countPair(pairs, key, count), sum.pairs),
    }),
    NOTHING_COMPARED,
  );
}

/** What people are shown of counts. */
export function agreementOf(candidate: string, production: string, counts: ShadowCounts): ShadowAgreement {
  const { compared, agreed, candidateAuto, productionAuto, pairs } = counts;
  const share = (part: number): number | null => (compared === 0 ? null : part / compared);
  return {
    ...{ candidate, production, compared },
    agreementShare: share(agreed),
    autoShare: { candidate: share(candidateAuto), production: share(productionAuto) },
    disagreements: Object.entries(pairs)
      .sort(([left, more], [right, most]) => most - more || (left < right ? -1 : 1))
      .slice(0, SHOWN_PAIRS)
      .map(([key, count]) => {
        const [ours = null, theirs = null] = JSON.parse(key) as (string | null)[];
        return { production: ours, candidate: theirs, count };
      }),
  };
}

/** Names a disagreement: JSON of the two labels, Production's first. */
export function pairKey(production: string | null, candidate: string | null): string {
  return JSON.stringify([production, candidate]);
}

function countPair(pairs: ShadowCounts['pairs'], key: string, count: number): ShadowCounts['pairs'] {
  const known = pairs[key];
  if (known === undefined && Object.keys(pairs).length >= MAX_PAIRS) return pairs;
  return { ...pairs, [key]: (known ?? 0) + count };
}
