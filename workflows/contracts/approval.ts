import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ApprovalCard } from '../../domain/approval-card';
import type { Language } from '../../domain/language';
import type { Reviewer } from '../../domain/ticket';
import type { MarkResult } from './training';

/** Workflow id of the decision on a version; `<version>` as the registry names it. */
export function approvalWorkflowId(version: string): string {
  return `approval-${version}`;
}

export interface ApprovalInput {
  readonly spreadsheetId: string;
  readonly version: string;
  /** The retraining that made it. */
  readonly runId: string;
  /** What the admins are shown. */
  readonly card: Omit<ApprovalCard, 'state' | 'expiresAt'>;
  /** Names the rows it was trained on, for marking them. */
  readonly fingerprint: string;
  /** Days after which an undecided version is given up. */
  readonly approvalDays: number;
  /** What admins are shown and told in; absent: the default one. */
  readonly language?: Language;
}

/** A person's word on a version. The caller has proved that `by` is an admin. */
export interface ApprovalRequest {
  readonly by: Reviewer;
  /** Why; null: nothing was said. At most `MAX_REASON_CHARS` characters. */
  readonly reason: string | null;
}

/** Longer reasons are refused. */
export const MAX_REASON_CHARS = 500;

/** How a version was decided. `expired` and `superseded` nobody decided: `by` is null. */
export interface ApprovalDecision {
  readonly kind: 'approved' | 'rejected' | 'expired' | 'superseded';
  readonly by: Reviewer | null;
  readonly reason: string | null;
  /** ISO instant, UTC. */
  readonly at: string;
  /** Of `superseded`: the newer version. */
  readonly newer: string | null;
}

export interface ApprovalResult {
  /** `before`: it was decided already, as `decision` says, and this request changed nothing. */
  readonly decided: 'now' | 'before';
  readonly decision: ApprovalDecision;
  /** What became of an approved version; null: not approved. */
  readonly promotion: Promotion | null;
}

/** An approved version's way into service. */
export type Promotion =
  | { readonly kind: 'promoted'; readonly former: string | null }
  /** It cannot be loaded, or is not in the registry any more: what served serves on. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface ApprovalStatus {
  readonly version: string;
  readonly runId: string;
  /** ISO instants, UTC. */
  readonly since: string;
  readonly expiresAt: string;
  /** null: it waits. */
  readonly decision: ApprovalDecision | null;
  readonly promotion: Promotion | null;
  /** Rows marked TRAINED; null: not yet, or not at all. */
  readonly marked: MarkResult | null;
  readonly card: Omit<ApprovalCard, 'state'>;
}

/** Puts the version into service. Answers once it serves or was refused. The first decision wins. */
export const approveUpdate = defineUpdate<ApprovalResult, [ApprovalRequest]>('approve');
/** Leaves what serves in service. The first decision wins. */
export const rejectUpdate = defineUpdate<ApprovalResult, [ApprovalRequest]>('reject');
export const approvalStatusQuery = defineQuery<ApprovalStatus>('status');
/** A newer candidate waits: this one, if nobody has decided it, is given up. */
export const supersededSignal = defineSignal<[{ readonly newer: string }]>('superseded');
