import type { Config } from '../../config/types';

/** What the pages of the console know of the installation; nothing of it is secret. */
export interface PageSettings {
  readonly timeZone: string;
  readonly slaTargetMin: number;
  /** Labels of the collecting groups. */
  readonly groups: readonly string[];
  readonly appCodes: readonly string[];
  /** Endings by which solvers sign, such as `-bg`. */
  readonly solvers: readonly string[];
  /** Address of Temporal UI's workflows. */
  readonly temporalUrl: string;
  /** Ways to the sandbox; null: this is none. */
  readonly sandbox: { readonly chat: string; readonly sheets: string; readonly faults: string } | null;
}

export function pageSettingsOf({ timeZone, ticket, telegram, temporal, ports, isSandbox }: Config): PageSettings {
  const sandbox = `http://127.0.0.1:${ports.sandbox}`;
  return {
    timeZone,
    slaTargetMin: ticket.slaTargetMin,
    groups: telegram.collecting.map(({ label, chatId }) => label ?? String(chatId)),
    appCodes: ticket.grammar.appCodes,
    solvers: ticket.grammar.solvers.map(({ initials }) => initials),
    temporalUrl: `${temporal.uiUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows`,
    sandbox: isSandbox
      ? { chat: `${sandbox}/chat`, sheets: `${sandbox}/sheets`, faults: `${sandbox}/faults/page` }
      : null,
  };
}
