import type { z } from 'zod';
import type { ApiRole } from '../../config/types';
import { labelAnswer, labelList, newLabelRequest } from '../schemas/labels';
import { ledgerStatus, retryAnswer } from '../schemas/ledger';
import { modelInfo, promoteAnswer, promoteQuery, registryStatus, reloadAnswer, reloadRequest } from '../schemas/model';
import { batchAnswer, batchRequest, predictAnswer, predictRequest } from '../schemas/predict';
import { alive, health, readiness } from '../schemas/service';
import * as reports from '../schemas/reports';
import * as stats from '../schemas/stats';
import * as training from '../schemas/training';
import * as media from '../schemas/media';
import * as tickets from '../schemas/tickets';
import { CONSOLE_OPERATIONS } from './console-operations';

/** One call of the API, as the document tells it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/api/tickets/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** null: open to anybody. */
  readonly role: ApiRole | null;
  readonly body?: z.ZodType;
  /** The body may be left out. */
  readonly isBodyOptional?: boolean;
  readonly query?: z.ZodObject;
  /** Of the answer when all is well; default 200. */
  readonly status?: number;
  readonly answer?: z.ZodType;
  /** Of an answer that is not JSON. */
  readonly mediaType?: string;
  /** Problems beside those that follow from role, body, query and path: status to its meaning. */
  readonly problems?: Readonly<Record<number, string>>;
}

const SERVICE: readonly Operation[] = [
  { method: 'get', path: '/health', summary: 'Service, model version and time', role: null, answer: health },
  { method: 'get', path: '/health/live', summary: 'The process is alive', role: null, answer: alive },
  {
    method: 'get',
    path: '/health/ready',
    summary: 'Each dependency, up or down; 503 unless all are up',
    role: null,
    answer: readiness,
  },
  { method: 'get', path: '/metrics', summary: 'Metrics for Prometheus', role: null, mediaType: 'text/plain' },
  { method: 'get', path: '/api/docs', summary: 'This document as a page', role: null, mediaType: 'text/html' },
  { method: 'get', path: '/api/openapi.json', summary: 'This document', role: null },
];

const MODEL: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/predict',
    summary: 'Classify one text',
    role: 'read',
    body: predictRequest,
    answer: predictAnswer,
    problems: { 503: 'No model is in service' },
  },
  {
    method: 'post',
    path: '/api/predict/batch',
    summary: 'Classify 1 to 100 texts',
    role: 'read',
    body: batchRequest,
    answer: batchAnswer,
    problems: { 503: 'No model is in service' },
  },
  { method: 'get', path: '/api/model/info', summary: 'The model in service', role: 'read', answer: modelInfo },
  {
    method: 'post',
    path: '/api/model/reload',
    summary: 'Take over the promoted model now',
    role: 'admin',
    body: reloadRequest,
    isBodyOptional: true,
    answer: reloadAnswer,
    problems: { 503: 'The promoted model cannot be loaded; the former one serves on' },
  },
  {
    method: 'get',
    path: '/api/mlflow/status',
    summary: 'Registered versions, newest first, and how often the candidate agrees with the one in service',
    role: 'read',
    answer: registryStatus,
    problems: { 503: 'The registry does not answer now', 502: 'The registry refuses us' },
  },
  {
    method: 'post',
    path: '/api/mlflow/promote',
    summary: 'Put a version into service; every process follows within seconds',
    role: 'admin',
    query: promoteQuery,
    answer: promoteAnswer,
    problems: {
      422: 'There is no such version, or it cannot be loaded; nothing was changed',
      503: 'The registry does not answer now',
      502: 'The registry refuses us',
    },
  },
];

const TEMPORAL_AWAY = { 503: 'The workflow server does not answer now' } as const;

const TRAINING: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/training/train',
    summary: 'Start a retraining, unless one runs; what it makes waits for an approval',
    role: 'admin',
    body: training.trainRequest,
    isBodyOptional: true,
    answer: training.trainAnswer,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'get',
    path: '/api/training/status',
    summary: 'The retraining at work, else how the last one ended',
    role: 'read',
    answer: training.trainingStatus,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'get',
    path: '/api/training/runs',
    summary: 'Retrainings whose training set was stored, newest first, 100 at most',
    role: 'read',
    answer: training.trainingRuns,
    problems: { 503: 'The object store does not answer now' },
  },
  {
    method: 'post',
    path: '/api/training/cancel',
    summary: 'End a retraining; nothing of it is left half done',
    role: 'admin',
    body: training.cancelRequest,
    isBodyOptional: true,
    answer: training.cancelAnswer,
    problems: TEMPORAL_AWAY,
  },
  ...(['approve', 'reject'] as const).map((kind): Operation => ({
    method: 'post',
    path: `/api/training/${kind}`,
    summary: kind === 'approve' ? 'Put a candidate into service' : 'Reject a candidate; what serves stays in service',
    role: 'admin',
    body: training.decisionRequest,
    answer: training.decisionAnswer,
    problems: { 404: 'No decision on this version is waited for', ...TEMPORAL_AWAY },
  })),
];

const DESK: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/tickets',
    summary: 'Search tickets, newest first',
    role: 'read',
    query: tickets.listQuery,
    answer: tickets.ticketList,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'post',
    path: '/api/tickets',
    summary:
      'Post a problem into the group and start its ticket; the header Idempotency-Key makes a repeated request harmless',
    role: 'write',
    body: tickets.newTicketRequest,
    status: 201,
    answer: tickets.startedTicket,
    problems: {
      422: 'The Idempotency-Key was used for another problem',
      429: 'Over the limit of messages into the group; Retry-After says how long to wait; nothing was posted',
      502: 'Telegram refused the message; nothing was posted',
      503: 'Telegram or the workflow server does not answer',
    },
  },
  {
    method: 'get',
    path: '/api/tickets/{id}',
    summary: 'One ticket',
    role: 'read',
    answer: tickets.ticketStatus,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'get',
    path: '/api/tickets/{id}/events',
    summary: 'The story of a ticket, with the account of its SLA minutes',
    role: 'read',
    answer: tickets.ticketEvents,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'post',
    path: '/api/tickets/{id}/responses',
    summary: 'Answer as ops',
    role: 'write',
    body: tickets.responseRequest,
    status: 202,
    answer: tickets.accepted,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'post',
    path: '/api/tickets/{id}/review',
    summary: 'Decide the label; the first decision wins',
    role: 'admin',
    body: tickets.reviewRequest,
    answer: tickets.reviewAnswer,
    problems: {
      409: 'The ticket is over, has no label yet, or somebody else is reviewing it',
      422: 'The label is not known',
      ...TEMPORAL_AWAY,
    },
  },
  {
    method: 'post',
    path: '/api/tickets/{id}/review/lock',
    summary: 'Take the review for some minutes, or learn who has it',
    role: 'admin',
    body: tickets.reviewerRequest,
    isBodyOptional: true,
    answer: tickets.lockAnswer,
    problems: { 409: 'The ticket is over, decided, or does not wait for a review', ...TEMPORAL_AWAY },
  },
  {
    method: 'post',
    path: '/api/tickets/{id}/review/undo',
    summary: 'Take the decision back within the edit window; the label waits for a person again',
    role: 'admin',
    body: tickets.reviewerRequest,
    isBodyOptional: true,
    answer: tickets.undoAnswer,
    problems: { 409: 'The ticket is over, or nobody has decided it', ...TEMPORAL_AWAY },
  },
  {
    method: 'post',
    path: '/api/tickets/{id}/cancel',
    summary: 'Withdraw a ticket',
    role: 'write',
    status: 202,
    answer: tickets.accepted,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'get',
    path: '/api/reviews',
    summary: 'Tickets that wait for a person',
    role: 'read',
    query: tickets.reviewsQuery,
    answer: tickets.ticketList,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'get',
    path: '/api/labels',
    summary: 'Labels that tickets may have: the model’s and those that admins added',
    role: 'read',
    answer: labelList,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'post',
    path: '/api/labels',
    summary: 'Add a label beside the model’s; 200 where it is known already',
    role: 'admin',
    body: newLabelRequest,
    status: 201,
    answer: labelAnswer,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'delete',
    path: '/api/labels/{label}',
    summary: 'Take back a label that an admin added; tickets that have it keep it',
    role: 'admin',
    answer: labelAnswer,
    problems: {
      400: 'It can be no label',
      404: 'No admin had added it',
      409: 'The label is the model’s',
      ...TEMPORAL_AWAY,
    },
  },
  {
    method: 'get',
    path: '/api/ledger',
    summary: 'How far the sheet is behind',
    role: 'read',
    answer: ledgerStatus,
    problems: TEMPORAL_AWAY,
  },
  {
    method: 'post',
    path: '/api/data/queue/retry',
    summary: 'Try again the rows that Google refused, and at once those that wait for the sheet to be mended',
    role: 'admin',
    answer: retryAnswer,
    problems: TEMPORAL_AWAY,
  },
];

const STATS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/data/stats/realtime',
    summary: 'Figures of all predictions so far',
    role: 'read',
    answer: stats.realtimeStats,
  },
  {
    method: 'get',
    path: '/api/data/stats/weekly',
    summary: 'Figures of the last 7 local days, today included',
    role: 'read',
    answer: stats.periodStats,
  },
  {
    method: 'get',
    path: '/api/data/stats/monthly',
    summary: 'Figures of the last 30 local days, today included',
    role: 'read',
    answer: stats.periodStats,
  },
  {
    method: 'post',
    path: '/api/data/stats/hourly',
    summary: 'Write the Monitoring row of the last full hour now; 202 while it is still being reckoned',
    role: 'write',
    answer: stats.hourlyStats,
    problems: TEMPORAL_AWAY,
  },
];

const REPORTS: readonly Operation[] = [
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

const MEDIA: readonly Operation[] = [
  {
    method: 'get',
    path: '/media/{token}',
    summary: 'A file of a ticket, or a range of its bytes; the link in the sheet leads here',
    role: null,
    mediaType: 'application/octet-stream',
    problems: {
      404: 'There is no file under this link',
      410: 'The link was revoked',
      416: 'The file has no such bytes',
      503: 'The object store does not answer now',
    },
  },
  {
    method: 'post',
    path: '/api/media/revoke',
    summary: 'Make the link to a file dead for good; the file stays in the object store',
    role: 'admin',
    body: media.revokeRequest,
    answer: media.revokedLink,
    problems: { 422: 'The link is none of ours', 503: 'The object store does not answer now' },
  },
];

/** Every call of the API; a test holds the list against the routes. */
export const OPERATIONS: readonly Operation[] = [
  ...SERVICE,
  ...MODEL,
  ...TRAINING,
  ...DESK,
  ...STATS,
  ...REPORTS,
  ...MEDIA,
  ...CONSOLE_OPERATIONS,
];
