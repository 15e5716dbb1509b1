/** What one look found. */
export interface Finding {
  /** What was looked at, in a few words, such as `telegram: token of the group bot`. */
  readonly name: string;
  /** `warning`: it works, but somebody should know; `skipped`: not set up, or what it needs does not work. */
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found. */
  readonly found: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
}

export interface DoctorReport {
  readonly findings: readonly Finding[];
  readonly ok: number;
  readonly warnings: number;
  readonly failed: number;
  readonly skipped: number;
}

export const ok = (name: string, found: string): Finding => ({ name, state: 'ok', found, advice: null });
export const skipped = (name: string, found: string): Finding => ({ name, state: 'skipped', found, advice: null });
export const failed = (name: string, found: string, advice: string): Finding => ({
  ...{ name, state: 'failed', found, advice },
});
export const warning = (name: string, found: string, advice: string): Finding => ({
  ...{ name, state: 'warning', found, advice },
});

/** Counts findings. */
export function reportOf(findings: readonly Finding[]): DoctorReport {
  const count = (state: Finding['state']): number => findings.filter((each) => each.state === state).length;
  return {
    findings,
    ...{ ok: count('ok'), warnings: count('warning'), failed: count('failed'), skipped: count('skipped') },
  };
}

const MARKS = { ok: 'ok     ', warning: 'WARNING', failed: 'FAILED ', skipped: 'skipped' } as const;

/** The report for people: a line each, what to do below it, the counts at the end. */
export function renderReport({ findings, ...counts }: DoctorReport): string {
  const lines = findings.flatMap(({ name, state, found, advice }) => [
    `${MARKS[state]} ${name}: ${found}`,
    ...(advice === null ? [] : [`        → ${advice}`]),
  ]);
  return [
    ...lines,
    `doctor: ${counts.ok} ok, ${counts.warnings} warnings, ${counts.failed} failed, ${counts.skipped} skipped`,
  ].join('\n');
}

/** Below this many characters a value is no secret, and would hide innocent words. */
const SHORTEST_SECRET = 6;

/**
 * Takes secrets out of a text: what services say of a failure may quote what they were sent.
 * @param secrets - values; also parts that identify one, such as a password within an address
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length)
    .reduce((cleaned, secret) => cleaned.replaceAll(secret, '[secret]'), text);
}
