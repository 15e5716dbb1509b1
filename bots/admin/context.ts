import type { Logger } from 'pino';
import type { UserFromGetMe } from 'telegraf/types';
import type { ChatMoves } from '../../activities/chat-moves';
import type { Config } from '../../config/types';
import type { LabelDesk } from '../../temporal/label-desk';
import type { LedgerDesk } from '../../temporal/ledger-desk';
import type { TicketDesk } from '../../temporal/ticket-desk';
import type { ModelDesk } from './model-desk';
import type { ReportDesk } from './report-desk';
import type { RetrainBotDesk } from './retrain-desk';

/** What the features of the admin bot need. */
export interface AdminBotDeps {
  readonly token: string;
  readonly apiRoot: string;
  readonly desk: Pick<TicketDesk, 'status' | 'review' | 'lockReview' | 'undoReview' | 'list'>;
  readonly labels: LabelDesk;
  readonly ledger: LedgerDesk;
  readonly moves: Pick<ChatMoves, 'note'>;
  readonly config: Pick<Config, 'timeZone' | 'language'> & {
    readonly telegram: Pick<Config['telegram'], 'adminUserIds'>;
  };
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** The bot's own account. */
  readonly me: UserFromGetMe;
  /** An admin pressed Start, so the bot may act in the private chat; absent: nothing follows. */
  readonly onStart?: (adminUserId: number) => void;
  /** Figures for the report commands; absent: there are no such commands. */
  readonly reportDesk?: ReportDesk;
  /** The models; absent: there are no such commands. */
  readonly modelDesk?: ModelDesk;
  /** Retraining and approvals; absent: there are no such commands. */
  readonly retrainDesk?: RetrainBotDesk;
  /** Where people find the sheet that takes new rows; absent: nowhere. */
  readonly sheetUrl?: () => Promise<string>;
  /** Told of each update of somebody who is no admin; absent: nobody counts. */
  readonly onStranger?: () => void;
}
