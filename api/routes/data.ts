import { Router } from 'express';
import type { z } from 'zod';
import type { TrainingRow } from '../../domain/training-rows';
import { trackingCells } from '../../domain/tracking-row';
import type { ApiDeps } from '../deps';
import { readLedger } from '../ledger-status';
import { requireRole } from '../middleware/auth';
import { changing } from '../middleware/idempotency';
import { HttpProblem } from '../problem';
import { trackRequest } from '../schemas/logs';
import type { queueStatus, tracked } from '../schemas/logs';
import { markRequest } from '../schemas/training-data';
import type { markAnswer } from '../schemas/training-data';
import { streamJson } from '../stream-json';
import { rowChanged } from './logs';

/** /api/data/tracking, /queue and /training: today's calls about ML_Tracking, the ledger and the training set. */
export function dataRoutes(deps: ApiDeps): Router {
  const { rows, config } = deps;
  const router = Router();
  const canRead = requireRole(config.apiKeys, 'read');

  router.get('/queue/status', canRead, async (_request, response) => {
    const { pending, blocked, oldestPendingSince } = await readLedger(deps);
    response.json({
      queue_size: pending,
      oldest_item_at: oldestPendingSince,
      status: blocked !== null ? 'blocked' : pending > 0 ? 'writing' : 'empty',
    } satisfies z.infer<typeof queueStatus>);
  });

  router.post('/tracking/log', changing(deps, 'write'), async (request, response) => {
    const given = trackRequest.parse(request.body);
    const cells = trackingCells(
      {
        ...{ key: given.tech_message_id, text: given.tech_raw_text, solving: given.solving, source: given.source },
        ...{ label: given.predicted_symtomps, confidence: given.ml_confidence, at: deps.now().toISOString() },
        reviewStatus: given.prediction_status === 'AUTO' ? 'auto_approved' : 'pending',
      },
      config.timeZone,
    );
    const result = await rows.write({ worksheet: 'ML_Tracking', key: given.tech_message_id, cells });
    if (result.kind === 'changed') throw rowChanged(given.tech_message_id);
    const isWritten = result.kind === 'written';
    response
      .status(isWritten ? 200 : 202)
      .json({ success: isWritten, queued: !isWritten } satisfies z.infer<typeof tracked>);
  });

  router.get('/training/data', canRead, (_request, response) => streamJson(response, trainingSet(deps)));

  router.post('/training/mark', changing(deps, 'admin'), async (request, response) => {
    const { mark_token: token } = markRequest.parse(request.body);
    const { set, snapshot } = await rows.trainingSet();
    const current = snapshot.mark.token;
    if (token !== current) {
      const detail = 'mark_token: the rows have changed since it was given; read /api/data/training/data again';
      const told = { success: false, marked_count: 0, token_matched: false, current_mark_token: current };
      throw new HttpProblem(409, 'StaleToken', detail, {}, { members: told });
    }
    const toMark = set.rows.flatMap(({ sources }) => sources.filter(({ isToMark }) => isToMark));
    const { marked, waiting } = await rows.markTrained({ markId: `api:${token}`, rows: toMark });
    response.status(waiting > 0 ? 202 : 200).json({
      ...{ success: true, marked_count: marked, token_matched: true, current_mark_token: current, queued: waiting },
    } satisfies z.infer<typeof markAnswer>);
  });
  return router;
}

/** Who waits for rows of a hundred thousand tickets gets them as they are made. */
async function* trainingSet({ rows }: ApiDeps): AsyncGenerator<string> {
  const { set, snapshot } = await rows.trainingSet();
  const isOf = (worksheet: 'Logs' | 'ML_Tracking') => (row: TrainingRow) => row.sources[0]?.worksheet === worksheet;
  yield '{"logs_data":[';
  yield* joined(set.rows.filter(isOf('Logs')).map((row) => JSON.stringify(sampleOf(row))));
  yield '],"tracking_data":[';
  yield* joined(
    set.rows.filter(isOf('ML_Tracking')).map((row) => JSON.stringify({ ...sampleOf(row), origin: row.origin })),
  );
  const rest = {
    total_samples: set.rows.filter(({ sources }) => sources.length > 0).length,
    dataset_fingerprint: snapshot.fingerprint,
    mark_token: snapshot.mark.token,
    snapshot_generated_at: snapshot.takenAt,
    mark_candidates_count: snapshot.mark.rows,
  };
  yield `],${JSON.stringify(rest).slice(1)}`;
}

function* joined(items: readonly string[]): Generator<string> {
  for (const [index, item] of items.entries()) yield index === 0 ? item : `,${item}`;
}

function sampleOf({ problem, solving, label, sources }: TrainingRow) {
  const key = sources[0]?.key ?? null;
  return {
    tech_message_id: key?.startsWith('no-key:') ? null : key,
    ...{ tech_raw_text: problem, solving, symtomps: label },
  };
}
