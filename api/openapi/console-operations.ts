import { approvalStatus } from '../schemas/approvals';
import { modelEvaluation, modelFigures } from '../schemas/evaluation';
import { explainAnswer, explainRequest } from '../schemas/explain';
import { chartQuery, rowsQuery } from '../schemas/reports';
import { settingList } from '../schemas/settings';
import { foundTickets, searchQuery } from '../schemas/ticket-search';
import type { Operation } from './operation';

const NO_MODEL = { 503: 'No model is in service' } as const;
const REGISTRY_AWAY = { 502: 'The registry refuses us', 503: 'The registry does not answer now' } as const;

/** Calls that the console brought along; anybody with a key may make them. */
export const CONSOLE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/events',
    summary:
      'What changes, as it changes: server-sent events `tickets`, `reviews` and `training`; after `resync` everything is to be read anew',
    role: 'read',
    mediaType: 'text/event-stream',
    problems: { 503: 'Too many listen already' },
  },
  {
    method: 'get',
    path: '/api/tickets/search',
    summary: 'Tickets whose text holds all of some words, newest first; from the sheets, so at most a minute behind',
    role: 'read',
    query: searchQuery,
    answer: foundTickets,
  },
  {
    method: 'post',
    path: '/api/model/explain',
    summary: 'Why the model in service gives a text its label',
    role: 'read',
    body: explainRequest,
    answer: explainAnswer,
    problems: NO_MODEL,
  },
  {
    method: 'get',
    path: '/api/model/figures',
    summary: 'How good the model in service is, label by label',
    role: 'read',
    answer: modelFigures,
    problems: NO_MODEL,
  },
  {
    method: 'get',
    path: '/api/model/evaluations/{version}',
    summary: 'What a version was evaluated with before it was registered',
    role: 'read',
    answer: modelEvaluation,
    problems: { 404: 'There is no such version', ...REGISTRY_AWAY },
  },
  {
    method: 'get',
    path: '/api/model/evaluations/{version}/{picture}',
    summary: 'A picture of it: calibration.png, confusion_matrix.png, per_class_metrics.png or class_distribution.png',
    role: 'read',
    mediaType: 'image/png',
    problems: { 404: 'There is no such version or picture', ...REGISTRY_AWAY },
  },
  {
    method: 'get',
    path: '/api/reports/charts/{name}',
    summary: 'A picture of some days as the bot sends it: sla.png, response.png, symptoms.png or automation.png',
    role: 'read',
    query: chartQuery,
    mediaType: 'image/png',
    problems: { 404: 'There is no such picture, or nothing to draw in these days' },
  },
  {
    method: 'get',
    path: '/api/reports/rows',
    summary: 'The rows of Logs of some days as CSV, 50,000 at most',
    role: 'read',
    query: rowsQuery,
    mediaType: 'text/csv',
  },
  {
    method: 'get',
    path: '/api/training/approvals/{version}',
    summary: 'A candidate beside the model in service, and how it was decided',
    role: 'read',
    answer: approvalStatus,
    problems: { 404: 'Nobody was ever asked about this version', 503: 'The workflow server does not answer now' },
  },
  {
    method: 'get',
    path: '/api/settings',
    summary: 'How the API’s process is set, without any secret',
    role: 'admin',
    answer: settingList,
  },
];
