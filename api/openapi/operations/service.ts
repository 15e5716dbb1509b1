import { alive, health, readiness } from '../../schemas/service';
import type { Operation } from '../operation';

/** Health, metrics and this document. */
export const SERVICE: readonly Operation[] = [
  { method: 'get', path: '/health', summary: 'Service, model version and time', role: null, answer: health },
  { method: 'get', path: '/health/live', summary: 'The process is alive', role: null, answer: alive },
  {
    method: 'get',
    path: '/health/ready',
    summary: 'Each dependency, up or down; 503 where one is down without which nothing can be taken in',
    role: null,
    answer: readiness,
  },
  { method: 'get', path: '/metrics', summary: 'Metrics for Prometheus', role: null, mediaType: 'text/plain' },
  { method: 'get', path: '/api/docs', summary: 'This document as a page', role: null, mediaType: 'text/html' },
  { method: 'get', path: '/api/openapi.json', summary: 'This document', role: null },
];
