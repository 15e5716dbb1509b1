import type { Language } from '../../domain/language';
import type { ChartTexts } from './specs';

/** What stands on the charts of reports, in both languages. */
export const CHART_TEXTS: Readonly<Record<Language, ChartTexts>> = {
  id: {
    slaByDay: 'Kepatuhan SLA per hari',
    slaUnit: 'persen tiket yang dijawab',
    onTime: 'OK',
    late: 'TERLAMBAT',
    responseByDay: 'Waktu respons per hari',
    responseUnit: (targetMin: number) => `menit aktif · garis putus-putus: batas SLA ${targetMin}`,
    median: 'Median',
    p90: 'Persentil 90',
    symptoms: 'Kendala terbanyak',
    tickets: 'jumlah tiket',
    automationByDay: 'Tingkat otomatisasi per hari',
    automationUnit: 'persen prediksi tanpa review',
  },
  en: {
    slaByDay: 'SLA compliance by day',
    slaUnit: 'percent of the answered tickets',
    onTime: 'OK',
    late: 'LATE',
    responseByDay: 'Response time by day',
    responseUnit: (targetMin) => `active minutes · broken line: SLA target ${targetMin}`,
    median: 'Median',
    p90: '90th percentile',
    symptoms: 'Most frequent symptoms',
    tickets: 'number of tickets',
    automationByDay: 'Automation rate by day',
    automationUnit: 'percent of predictions without review',
  },
};
