import { Router } from 'express';
import { automationChart, responseChart, slaChart, symptomChart, type ChartSpec } from '../../activities/charts/specs';
import { CHART_TEXTS } from '../../activities/charts/chart-texts';
import { csvOf } from '../../activities/logs-csv';
import type { ApiDeps } from '../deps';
import { requireRole } from '../middleware/auth';
import { HttpProblem } from '../problem';
import { chartQuery, rowsQuery } from '../schemas/reports';

const TOP = 10;

/** /api/reports: the pictures that the bot sends, and the rows behind a report. */
export function reportFileRoutes({ config, reports, charts }: ApiDeps): Router {
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');

  router.get('/charts/:name', canRead, async (request, response) => {
    const { from, to, app = null, language } = chartQuery.parse(request.query);
    const filter = { days: { from, to }, app };
    const texts = CHART_TEXTS[language];
    const drawings: Readonly<Record<string, () => Promise<ChartSpec | null>>> = {
      'sla.png': async () => orNone(await reports.ticketDays(filter), (days) => slaChart(days, texts)),
      'response.png': async () =>
        orNone(await reports.ticketDays(filter), (days) => responseChart(days, config.ticket.slaTargetMin, texts)),
      'symptoms.png': async () =>
        orNone((await reports.tickets(filter, TOP)).symptoms, (symptoms) => symptomChart(symptoms, texts)),
      // Predictions are counted over all apps.
      'automation.png': async () =>
        orNone(await reports.predictionDays({ from, to }), (days) => automationChart(days, texts)),
    };
    const name = String(request.params.name);
    const drawing = Object.hasOwn(drawings, name) ? drawings[name] : undefined;
    const spec = drawing ? await drawing() : null;
    if (spec === null)
      throw new HttpProblem(404, 'NotFound', 'there is no such picture, or nothing to draw in these days');
    const png = await charts.png([spec]);
    response.type('png').set('Cache-Control', 'no-store').send(Buffer.from(png));
  });

  router.get('/rows', canRead, async (request, response) => {
    const { from, to, app = null } = rowsQuery.parse(request.query);
    const rows = await reports.logsRows({ days: { from, to }, app });
    const name = `tiket_${from}_${to}${app === null ? '' : `_${app.replace(/\W/g, '')}`}.csv`;
    response.attachment(name).type('text/csv; charset=utf-8').set('Cache-Control', 'no-store').send(csvOf(rows));
  });
  return router;
}

function orNone<T>(values: readonly T[], draw: (values: readonly T[]) => ChartSpec): ChartSpec | null {
  return values.length === 0 ? null : draw(values);
}
