import type { Logger } from 'pino';
import type { BurstRule } from '../domain/burst';
import { renderBurst } from '../domain/burst-alert';
import type { Language } from '../domain/language';
import type { SymptomNote, TelegramActivities } from '../workflows/ports';
import type { SymptomReports, UntoldBurst } from './mirror/symptom-reports';

export interface SymptomWatchDeps {
  readonly symptoms: SymptomReports;
  readonly post: TelegramActivities['post'];
  readonly rule: BurstRule;
  readonly timeZone: string;
  /** What people are told in. */
  readonly language: Language;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'warn'>;
}

/** Takes in what tickets say of their symptoms, and tells people of a burst. */
export type SymptomWatch = (note: SymptomNote) => Promise<void>;

/**
 * Notes the report and, where it makes a burst, tells admins and the reporting group once. Found and told are noted apart:
 * a second call tells what a first one found and could not tell, under the same key.
 * @throws what `post` fails with; a mirror that is down is logged only, for no ticket waits for it
 */
export function createSymptomWatch(deps: SymptomWatchDeps): SymptomWatch {
  const { symptoms, post, rule, now, log } = deps;

  async function noted(note: SymptomNote): Promise<UntoldBurst | null> {
    try {
      if (note.label !== null) return await symptoms.note({ ...note, label: note.label }, rule);
      await symptoms.drop(note.ticketId);
    } catch (error) {
      log.warn({ err: error, ticketId: note.ticketId }, 'a symptom was not noted: a burst may be missed');
    }
    return null;
  }

  return async (note) => {
    const burst = await noted(note);
    if (!burst) return;
    const html = renderBurst(burst, rule, deps);
    const item = { kind: 'direct', key: `burst ${burst.label} ${burst.key}`, html, replyToMessageId: null } as const;
    for (const role of ['admins', 'reporting'] as const) await post({ to: { role }, item });
    await symptoms.told(burst, now().toISOString()).catch((error: unknown) => {
      log.warn({ err: error }, 'a told burst is told again, and dropped by the outbox');
    });
  };
}
