/** What is measured of each label on the rows held out. */
const OF_LABELS = ['recall', 'precision', 'f1'] as const;
const NAME_OF_A_LABEL = /^(?:recall|precision|f1)_val__/;

/** What people look at first, in this order. */
const FIRST: readonly string[] = [
  ...['f1_macro', 'accuracy', 'f1_weighted', 'auto_share', 'auto_precision', 'n_samples', 'n_classes'],
];

/** Figures of each label under the names that a registry keeps them by, such as `f1_val__KENDALA LOGIN`; 0..1. */
export function figuresOfLabels(
  labels: readonly ({ readonly label: string } & Readonly<Record<(typeof OF_LABELS)[number], number>>)[],
): Record<string, number> {
  return Object.fromEntries(
    labels.flatMap((one) => OF_LABELS.map((figure) => [`${figure}_val__${one.label}`, one[figure]] as const)),
  );
}

/** The figures of a model as a whole, for lists: those of single labels are three times as many as it has labels. */
export function figuresOfWhole(figures: Readonly<Record<string, number>>): Record<string, number> {
  const placeOf = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return Object.fromEntries(
    Object.entries(figures)
      .filter(([name]) => !NAME_OF_A_LABEL.test(name))
      .sort(([a], [b]) => placeOf(a) - placeOf(b)),
  );
}
