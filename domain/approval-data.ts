/** A decision on a model asked for by a button. */
export interface ApprovalPress {
  readonly version: string;
  readonly kind: 'approve' | 'reject';
}

const FORM = /^ap:([yn]):([A-Za-z0-9.-]{1,40})$/;

/** Data of a button of an approval card, at most 45 bytes. */
export function approvalData({ version, kind }: ApprovalPress): string {
  return `ap:${kind === 'approve' ? 'y' : 'n'}:${version}`;
}

/** null: the data is of another button */
export function parseApprovalData(data: string): ApprovalPress | null {
  const [, answer, version] = FORM.exec(data) ?? [];
  return version === undefined ? null : { version, kind: answer === 'y' ? 'approve' : 'reject' };
}
