// Writes the dashboards as Grafana reads them: node monitoring/grafana/dashboards.mjs [FOLDER]
// A panel is a title, a unit and its queries; everything else is the same for all. A test holds the written files and
// this list together, and asks a real Prometheus every query.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' };
const LOKI = { type: 'loki', uid: 'loki' };

/** A line for each series. `queries`: legend to PromQL. */
const graph = (title, unit, queries) => ({ type: 'timeseries', title, unit, queries, source: PROMETHEUS, w: 8, h: 8 });
/** One number. */
const stat = (title, unit, query) => ({
  ...{ type: 'stat', title, unit, queries: { '': query }, source: PROMETHEUS, w: 4, h: 4 },
});
const table = (title, unit, queries) => ({ ...graph(title, unit, queries), type: 'bargauge' });
const logs = (title, query) => ({
  type: 'logs',
  title,
  unit: 'none',
  queries: { '': query },
  source: LOKI,
  w: 12,
  h: 9,
});

const rate = (name, by = '') => `sum${by && ` by (${by})`} (rate(${name}[5m]))`;
const quantile = (q, name, by = '') =>
  `histogram_quantile(${q}, sum by (${by && `${by}, `}le) (rate(${name}_bucket[5m])))`;
const quantiles = (name) => Object.fromEntries([0.5, 0.95, 0.99].map((q) => [`p${q * 100}`, quantile(q, name)]));

const DESK = [
  stat('Predictions', 'short', 'sum(ticket_predictions_total)'),
  stat('AUTO share', 'percentunit', 'sum(ticket_predictions_total{status="AUTO"}) / sum(ticket_predictions_total)'),
  stat(
    'Mean confidence',
    'percentunit',
    'sum(ticket_prediction_confidence_sum) / sum(ticket_prediction_confidence_count)',
  ),
  stat('Gemini in the last hour', 'short', 'sum(increase(ticket_gemini_calls_total[1h]))'),
  stat('Oldest review', 's', 'max(ticket_review_oldest_seconds)'),
  stat('Rows behind', 's', 'max(ledger_lag_seconds)'),
  graph('Open tickets by phase', 'short', { '{{phase}}': 'max by (phase) (ticket_open)' }),
  graph('Predictions by status', 'reqps', { '{{status}}': rate('ticket_predictions_total', 'status') }),
  graph('Predictions by source', 'reqps', { '{{source}}': rate('ticket_predictions_total', 'source') }),
  graph('SLA: warnings, breaches, escalations', 'short', {
    '{{event}}': 'sum by (event) (increase(ticket_sla_events_total[1h]))',
  }),
  graph('Confidence', 'percentunit', {
    p10: quantile(0.1, 'ticket_prediction_confidence'),
    p50: quantile(0.5, 'ticket_prediction_confidence'),
    p90: quantile(0.9, 'ticket_prediction_confidence'),
  }),
  table('Top 10 labels', 'short', { '{{label}}': 'topk(10, sum by (label) (ticket_predictions_by_label_total))' }),
  graph('Latency of a prediction', 's', quantiles('ticket_prediction_seconds')),
  graph('Model in service', 'short', { '{{version}}': 'count by (version) (ticket_model_info == 1)' }),
  graph('Rows of ML_Tracking', 'short', {
    '{{status}}': 'sum by (status) (ticket_predictions_persisted_total)',
  }),
];

const OUTSIDE = [
  graph('Ledger: rows that wait', 'short', {
    waiting: 'max(ledger_pending_rows)',
    parked: 'max(ledger_parked_rows)',
    blocked: 'max(ledger_blocked)',
  }),
  graph('Ledger: lag', 's', { lag: 'max(ledger_lag_seconds)' }),
  graph('Ledger: rows a batch', 'short', {
    mean: 'sum(ledger_batch_rows_sum) / sum(ledger_batch_rows_count)',
    p95: quantile(0.95, 'ledger_batch_rows'),
  }),
  graph('Sheets: quota left a minute', 'short', {
    writes: 'min(sheets_write_quota_left)',
    reads: 'min(sheets_read_quota_left)',
  }),
  graph('Telegram: from message to safety', 's', {
    '{{bot}} p95': quantile(0.95, 'telegram_intake_lag_seconds', 'bot'),
  }),
  graph('Telegram: updates in hand', 'short', { '{{bot}}': 'sum by (bot) (telegram_intake_waiting)' }),
  graph('Telegram: messages that wait', 'short', { '{{bot}}': 'sum by (bot) (telegram_outbox_waiting)' }),
  graph('Gemini: outcomes', 'reqps', { '{{outcome}}': rate('ticket_gemini_calls_total', 'outcome') }),
  graph('Gemini: time of a question', 's', quantiles('ticket_gemini_seconds')),
  graph('Gemini: dollars', 'currencyUSD', { total: 'sum(ticket_gemini_cost_usd_total)' }),
  graph('Gemini: tokens', 'short', { '{{kind}}': 'sum by (kind) (ticket_gemini_tokens_total)' }),
  graph('Gemini: breaker', 'short', { 'state (2: nothing passes)': 'max(ticket_gemini_breaker_state)' }),
];

const PROCESSES = [
  stat('Processes up', 'short', 'sum(up{job=~"oncek.*"})'),
  stat('API: requests a second', 'reqps', rate('http_requests_total')),
  stat(
    'API: errors of ours',
    'percentunit',
    '(sum(rate(http_requests_total{status=~"5.."}[5m])) or vector(0)) / sum(rate(http_requests_total[5m]))',
  ),
  graph('API: requests by status', 'reqps', { '{{status}}': rate('http_requests_total', 'status') }),
  graph('API: time of an answer', 's', quantiles('http_request_seconds')),
  graph('Event loop: p99 delay', 's', { '{{job}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds' }),
  graph('Memory', 'bytes', { '{{job}} {{instance}}': 'process_resident_memory_bytes{job=~"oncek.*"}' }),
  graph('Processor', 'percentunit', {
    '{{job}} {{instance}}': 'rate(process_cpu_seconds_total{job=~"oncek.*"}[5m])',
  }),
  graph('Tasks: wait for a worker (p95)', 'ms', {
    'workflows {{task_queue}}': quantile(0.95, 'temporal_workflow_task_schedule_to_start_latency', 'task_queue'),
    'activities {{task_queue}}': quantile(0.95, 'temporal_activity_schedule_to_start_latency', 'task_queue'),
  }),
  graph('Activities: time (p95)', 'ms', {
    '{{activity_type}}': quantile(0.95, 'temporal_activity_execution_latency', 'activity_type'),
  }),
  graph('Worker slots free', 'short', {
    '{{task_queue}} {{worker_type}}': 'min by (task_queue, worker_type) (temporal_worker_task_slots_available)',
  }),
  graph('Workflows in memory', 'short', { '{{instance}}': 'temporal_sticky_cache_size' }),
];

const LOGS = [
  logs('Errors', '{level=~"error|fatal"}'),
  logs('All parts', '{service=~".+"}'),
  logs('One ticket or trace (put its id in place of x)', '{service=~".+"} |= "x"'),
];

function panelOf({ title, type, unit, queries, source, w, h }, id, at) {
  return {
    id,
    title,
    type,
    datasource: source,
    gridPos: { ...at, w, h },
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: source,
      expr,
      legendFormat,
    })),
  };
}

/** Left to right, top to bottom, on Grafana's 24 columns. */
function placed(panels) {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map((panel, index) => {
    if (x + panel.w > 24) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const at = { x, y };
    x += panel.w;
    rowHeight = Math.max(rowHeight, panel.h);
    return panelOf(panel, index + 1, at);
  });
}

export const dashboards = [
  ['desk', 'Oncek: tickets and classifier', DESK],
  ['outside', 'Oncek: Sheets, Telegram, Gemini', OUTSIDE],
  ['processes', 'Oncek: processes', PROCESSES],
  ['logs', 'Oncek: logs', LOGS],
].map(([name, title, panels]) => ({
  uid: `oncek-${name}`,
  title,
  tags: ['oncek'],
  schemaVersion: 39,
  timezone: 'browser',
  refresh: '30s',
  time: { from: 'now-6h', to: 'now' },
  panels: placed(panels),
}));

const here = dirname(fileURLToPath(import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? join(here, 'dashboards');
  mkdirSync(folder, { recursive: true });
  for (const dashboard of dashboards) {
    writeFileSync(join(folder, `${dashboard.uid}.json`), `${JSON.stringify(dashboard, null, 2)}\n`);
  }
}
