import type { Logger } from 'pino';
import type { Context } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import type { ChatMoves } from '../../activities/chat-moves';
import type { SentMessages } from '../../activities/sent-messages';
import type { Config } from '../../config/types';
import type { IncomingKind } from '../../domain/incoming';
import type { TicketDesk } from '../../temporal/ticket-desk';
import type { BotMessage } from '../incoming';

/** A message of a group with what it is to the desk. */
export interface Incoming {
  /** Travels with every signal, so that a second delivery changes nothing. */
  readonly updateId: string;
  readonly message: BotMessage;
  readonly edited: boolean;
  /** The group's label in the settings; null: none is set. */
  readonly label: string | null;
  readonly what: IncomingKind;
  /** The author counts as ops. */
  readonly isOps: boolean;
}

/** Context of the group bot's features; `incoming` is set before the first of them. */
export interface GroupContext extends Context {
  incoming: Incoming;
}

/** What the features of the group bot need. */
export interface GroupBotDeps {
  readonly token: string;
  readonly apiRoot: string;
  readonly desk: Pick<TicketDesk, 'open' | 'answer' | 'edit' | 'editProblem' | 'cancel' | 'status' | 'events'>;
  readonly moves: ChatMoves;
  readonly sent: Pick<SentMessages, 'ticketOf'>;
  readonly config: Pick<Config, 'timeZone' | 'language'> & {
    readonly telegram: Pick<Config['telegram'], 'collecting' | 'opsUserIds'>;
    readonly ticket: Pick<Config['ticket'], 'grammar'>;
  };
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** The bot's own account. */
  readonly me: UserFromGetMe;
  /** @default the machine's clock */
  readonly now?: () => Date;
}
