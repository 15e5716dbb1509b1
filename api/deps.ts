import type { Client } from '@temporalio/client';
import type { Cascade } from '../activities/classify';
import type { ModelServer } from '../activities/model-server';
import type { Config } from '../config/types';
import type { LabelDesk } from '../temporal/label-desk';
import type { TicketDesk } from '../temporal/ticket-desk';

/** What the API needs, built by whoever starts it. */
export interface ApiDeps {
  readonly config: Config;
  readonly client: Client;
  readonly desk: TicketDesk;
  readonly labels: LabelDesk;
  readonly cascade: Cascade;
  readonly models: Pick<ModelServer, 'current' | 'reload' | 'lastError'>;
  readonly spreadsheetId: string;
  /**
   * Posts the problem of a ticket opened by API; gives its message id.
   * @throws ApplicationFailure as the Telegram client does: TelegramBusy, TelegramRefused, TelegramUnavailable
   */
  readonly postProblem: (chatId: number, html: string) => Promise<{ messageId: number; sentAt: string }>;
  readonly now: () => Date;
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}
