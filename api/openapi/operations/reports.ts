import * as reports from '../../schemas/reports';
import type { Operation } from '../operation';

/** Reports over days. */
export const REPORTS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/reports/tickets',
    summary: 'Tickets, SLA, solvers and symptoms of some days',
    role: 'read',
    query: reports.ticketReportQuery,
    answer: reports.ticketReport,
  },
  {
    method: 'get',
    path: '/api/reports/trends',
    summary: 'The most frequent symptoms of some days, with examples where asked for',
    role: 'read',
    query: reports.trendQuery,
    answer: reports.trendReport,
  },
];
