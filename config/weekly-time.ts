import { z } from 'zod';

const DAYS = {
  mon: 'MONDAY',
  tue: 'TUESDAY',
  wed: 'WEDNESDAY',
  thu: 'THURSDAY',
  fri: 'FRIDAY',
  sat: 'SATURDAY',
  sun: 'SUNDAY',
} as const;

/** A moment of each week. */
export interface WeeklyTime {
  readonly day: (typeof DAYS)[keyof typeof DAYS];
  /** 0..23 */
  readonly hour: number;
  /** 0..59 */
  readonly minute: number;
}

/** `Sun 02:30`. */
export const weeklyTime = z.string().transform((text, context): WeeklyTime => {
  const [, name = '', hour, minute] = /^\s*([a-z]{3})\s+(\d{1,2}):(\d{2})\s*$/i.exec(text) ?? [];
  const day = DAYS[name.toLowerCase() as keyof typeof DAYS] as WeeklyTime['day'] | undefined;
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59) {
    context.addIssue({ code: 'custom', message: 'is not of the form <Mon to Sun> <HH:MM>, such as Sun 02:30' });
    return z.NEVER;
  }
  return { day, hour: Number(hour), minute: Number(minute) };
});
