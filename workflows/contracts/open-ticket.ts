/** Workflow id of the opening of a ticket by API. @param key - names the request; the same key opens one ticket */
export function openTicketWorkflowId(key: string): string {
  return `open-${key}`;
}

/** A problem to be posted into a group, whose message becomes the ticket. */
export interface OpenTicketInput {
  readonly chatId: number;
  readonly groupLabel: string;
  readonly text: string;
  readonly reporter: string;
}

export interface OpenedTicket {
  /** Chat and message that are the ticket; the chat's id of today, if it moved. */
  readonly chatId: number;
  readonly messageId: number;
  /** Run of the ticket's workflow. */
  readonly runId: string | null;
  /** What was asked for, so that a second request under the same key can be held against it. */
  readonly request: OpenTicketInput;
}
