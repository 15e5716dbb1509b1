import { Router } from 'express';
import type { z } from 'zod';
import { maskPersonalData } from '../../domain/pii';
import { compliance } from '../../domain/report';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import { ticketReportQuery, trendQuery, type ticketReport, type trendReport } from '../schemas/reports';

/** /api/reports: tickets, SLA and symptoms of some days, from the mirror; cancelled tickets count nowhere. */
export function reportRoutes({ config, reports }: ApiDeps): Router {
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');

  router.get('/tickets', canRead, async (request, response) => {
    const { from, to, app = null, top } = ticketReportQuery.parse(request.query);
    const { figures, days } = await reports.ticketReport({ days: { from, to }, app }, top);
    const { total, apps, response: minutes, met, late, solvers, symptoms, otherSymptoms } = figures;
    response.json({
      ...{ from, to, app, total, response: minutes, met, late, compliance: compliance(figures), otherSymptoms },
      ...{ apps: [...apps], solvers: [...solvers], symptoms: [...symptoms], days },
    } satisfies z.infer<typeof ticketReport>);
  });

  router.get('/trends', canRead, async (request, response) => {
    const { from, to, app = null, top, examples } = trendQuery.parse(request.query);
    const { total, symptoms, otherSymptoms } = await reports.trend({ days: { from, to }, app }, { top, examples });
    response.json({
      ...{ from, to, app, total, otherSymptoms },
      symptoms: symptoms.map((symptom) => ({ ...symptom, examples: symptom.examples.map(maskPersonalData) })),
    } satisfies z.infer<typeof trendReport>);
  });
  return router;
}
