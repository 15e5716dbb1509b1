import type { Kysely } from 'kysely';
import { chunks } from './chunks';
import type { MirrorSchema } from './schema';
import type { SheetRef } from './sheet-rows';

/** `headings`: not the ones we read under; `missing`: the worksheet is gone; `duplicate`: a key in several rows. */
export type AlertKind = 'headings' | 'missing' | 'duplicate';

export interface SheetAlert {
  readonly kind: AlertKind;
  /** The key of a duplicate, else ''. */
  readonly subject: string;
  /** English; ids and headings only. */
  readonly detail: string;
}

/** Alerts of one worksheet and kind that came up together. */
export interface AlertGroup {
  readonly spreadsheetId: string;
  readonly worksheet: string;
  readonly kind: AlertKind;
  readonly seenAt: string;
  readonly alerts: readonly { readonly subject: string; readonly detail: string }[];
}

/** What is wrong in the worksheets. Each fault is told once, and again only after it had been mended. */
export interface SheetAlerts {
  /**
   * Brings the worksheet's alerts of the given kinds to what is wrong now.
   * @returns those that were not there before
   */
  replace(
    sheet: SheetRef,
    kinds: readonly AlertKind[],
    now: readonly SheetAlert[],
    at: string,
  ): Promise<readonly SheetAlert[]>;
  /** Why a worksheet is not read now: other headings, or it is gone. null: nothing is known to keep it from being read. */
  unreadable(sheet: SheetRef): Promise<SheetAlert | null>;
  untold(): Promise<readonly AlertGroup[]>;
  markTold(group: AlertGroup, at: string): Promise<void>;
}

export function createSheetAlerts(db: Kysely<MirrorSchema>): SheetAlerts {
  return {
    async replace({ spreadsheetId, worksheet }, kinds, now, at) {
      return db.transaction().execute(async (transaction) => {
        const held = await transaction
          .selectFrom('sheet_alerts')
          .select(['kind', 'subject'])
          .where('spreadsheet_id', '=', spreadsheetId)
          .where('worksheet', '=', worksheet)
          .where('kind', 'in', [...kinds])
          .execute();
        const known = new Set(held.map(alertId));
        const wrong = new Set(now.map(alertId));
        const added = now.filter((alert) => !known.has(alertId(alert)));
        for (const chunk of chunks(added)) {
          const shared = { spreadsheet_id: spreadsheetId, worksheet, seen_at: at, told_at: null };
          await transaction
            .insertInto('sheet_alerts')
            .values(chunk.map(({ kind, subject, detail }) => ({ ...shared, kind, subject, detail })))
            .execute();
        }
        for (const { kind, subject } of held.filter((alert) => !wrong.has(alertId(alert)))) {
          await transaction
            .deleteFrom('sheet_alerts')
            .where('spreadsheet_id', '=', spreadsheetId)
            .where('worksheet', '=', worksheet)
            .where('kind', '=', kind)
            .where('subject', '=', subject)
            .execute();
        }
        return added;
      });
    },
    async unreadable({ spreadsheetId, worksheet }) {
      const found = await db
        .selectFrom('sheet_alerts')
        .select(['kind', 'subject', 'detail'])
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('worksheet', '=', worksheet)
        .where('kind', 'in', ['headings', 'missing'])
        .executeTakeFirst();
      return found ? { ...found, kind: found.kind as AlertKind } : null;
    },
    async untold() {
      const rows = await db
        .selectFrom('sheet_alerts')
        .selectAll()
        .where('told_at', 'is', null)
        .orderBy('seen_at')
        .orderBy('subject')
        .execute();
      const groups = new Map<string, AlertGroup & { alerts: { subject: string; detail: string }[] }>();
      for (const { spreadsheet_id, worksheet, kind, seen_at, subject, detail } of rows) {
        const id = [spreadsheet_id, worksheet, kind, seen_at].join('\n');
        const group = groups.get(id) ?? {
          ...{ spreadsheetId: spreadsheet_id, worksheet, kind: kind as AlertKind, seenAt: seen_at, alerts: [] },
        };
        group.alerts.push({ subject, detail });
        groups.set(id, group);
      }
      return [...groups.values()];
    },
    async markTold({ spreadsheetId, worksheet, kind, seenAt }, at) {
      await db
        .updateTable('sheet_alerts')
        .set({ told_at: at })
        .where('spreadsheet_id', '=', spreadsheetId)
        .where('worksheet', '=', worksheet)
        .where('kind', '=', kind)
        .where('seen_at', '=', seenAt)
        .execute();
    },
  };
}

function alertId({ kind, subject }: { kind: string; subject: string }): string {
  return `${kind}\n${subject}`;
}
