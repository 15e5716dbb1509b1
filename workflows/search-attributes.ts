import { defineSearchAttributeKey } from '@temporalio/common';

/** The custom search attributes of a ticket. SQL visibility has room for ten keywords in all. */
export const SEARCH_ATTRIBUTE_TYPES = {
  OncekPhase: 'Keyword',
  OncekGroup: 'Keyword',
  OncekApp: 'Keyword',
  OncekSymptom: 'Keyword',
  OncekSource: 'Keyword',
  OncekReview: 'Keyword',
  OncekSla: 'Keyword',
  OncekSolver: 'Keyword',
  OncekConfidence: 'Double',
  OncekReceivedAt: 'Datetime',
  OncekDueAt: 'Datetime',
} as const;

export const searchKeys = {
  phase: defineSearchAttributeKey('OncekPhase', 'KEYWORD'),
  group: defineSearchAttributeKey('OncekGroup', 'KEYWORD'),
  app: defineSearchAttributeKey('OncekApp', 'KEYWORD'),
  symptom: defineSearchAttributeKey('OncekSymptom', 'KEYWORD'),
  source: defineSearchAttributeKey('OncekSource', 'KEYWORD'),
  review: defineSearchAttributeKey('OncekReview', 'KEYWORD'),
  sla: defineSearchAttributeKey('OncekSla', 'KEYWORD'),
  solver: defineSearchAttributeKey('OncekSolver', 'KEYWORD'),
  confidence: defineSearchAttributeKey('OncekConfidence', 'DOUBLE'),
  receivedAt: defineSearchAttributeKey('OncekReceivedAt', 'DATETIME'),
  dueAt: defineSearchAttributeKey('OncekDueAt', 'DATETIME'),
} as const;
