import type { CardCopy, Classification, TicketMedia } from '../domain/ticket';
import type { SymptomReport } from '../domain/burst';
import type { AlertFigures } from '../domain/report-hour';
import type { CardButton, ReviewCard } from '../domain/review';
import type { AlbumBatch, AlbumResult } from './contracts/album';
import type {
  BatchResult,
  LedgerBatch,
  LedgerEntry,
  RollOverRequest,
  RollOverResult,
  RowName,
  RowOutcome,
} from './contracts/ledger';
import type { WebhookNews } from '../domain/webhooks';
import type { OpenedTicket, OpenTicketInput } from './contracts/open-ticket';
import type { BotName, OutboxItem } from './contracts/outbox';
import type { HourFigures, HourReport } from './contracts/report';
import type { SheetFindingsTold, SheetReading, SheetSyncInput } from './contracts/sheet-sync';

export interface ClassifyActivities {
  /**
   * Runs the cascade: LightGBM, then Gemini below the threshold.
   * Pure but for the model in service; a second call may answer with a newer model. Never fails for Gemini's sake.
   */
  classify(input: { problem: string; solving: string | null }): Promise<Classification>;
  /** Whether a label is the model's or one an admin added; gives its exact spelling, null if unknown. */
  knownLabel(input: { label: string }): Promise<string | null>;
}

export interface LedgerPortActivities {
  /**
   * Hands entries to the ledger, starting it if need be. A second call repeats the signal, which the sequence drops. With
   * a ticket's rows goes what it says of its symptom, for the watch of bursts, and what is new of it, for webhooks; noting
   * either again changes nothing.
   */
  enqueueRows(input: {
    spreadsheetId: string;
    entries: readonly LedgerEntry[];
    symptom?: SymptomNote;
    news?: readonly WebhookNews[];
  }): Promise<void>;
}

/** What a ticket says of its symptom; null: it has none any more. */
export type SymptomNote = Omit<SymptomReport, 'label'> & { readonly label: string | null };

export interface SheetActivities {
  /**
   * Sends a batch, or learns that an earlier sending of it was applied. The mark makes a second call harmless: Google
   * refuses the whole request when the mark's id exists.
   */
  writeBatch(batch: LedgerBatch): Promise<BatchResult>;
  /**
   * The spreadsheet of each row, as indexes into `spreadsheets`: the one it was written to, else the last. A second call
   * answers the same as long as nothing was written.
   */
  placeRows(input: { spreadsheets: readonly string[]; rows: readonly RowName[] }): Promise<number[]>;
  /**
   * Gets the ledger a new spreadsheet and notes it. What a call that broke off has made is found by the next one; one
   * that is noted is not made again.
   */
  rollOver(request: RollOverRequest): Promise<RollOverResult>;
  /** Tells tickets what became of their rows; a closed ticket is passed over. Repeating is harmless. */
  tellTickets(input: { rows: readonly RowOutcome[] }): Promise<void>;
  /** Tells the ticket that an entry was parked, whose notice then says so, and logs it as an error. */
  tellParked(input: { entry: LedgerEntry; reason: string }): Promise<void>;
}

export interface SheetSyncActivities {
  /**
   * Reads all worksheets into the mirror: one request a spreadsheet, and one more for its properties where they are not
   * known. What people changed is kept there until it is told. A second call finds nothing new.
   */
  readSheets(input: SheetSyncInput): Promise<SheetReading>;
  /** Tells tickets and admins what the mirror holds for them; a ticket that is over is passed over. Repeating is harmless. */
  tellSheetFindings(): Promise<SheetFindingsTold>;
}

/** Entries that the ledger has no room for, in the object store. */
export interface SpillActivities {
  /** Puts entries into a file; the same number is overwritten. */
  spillEntries(input: { spreadsheetId: string; number: number; entries: readonly LedgerEntry[] }): Promise<void>;
  /** @returns the entries of a file in their order; null when there is no such file */
  readSpilled(input: { spreadsheetId: string; number: number }): Promise<LedgerEntry[] | null>;
  /** Deletes files; those that are gone already are passed over. */
  deleteSpilled(input: { spreadsheetId: string; numbers: readonly number[] }): Promise<void>;
}

export interface TelegramActivities {
  /**
   * Hands a message to the chat's outbox. `to` names the chat by its role; its id is the activity's to know.
   * @param news - what receivers of webhooks are told with it; telling it again changes nothing
   */
  post(input: { to: PostTarget; item: OutboxItem; news?: WebhookNews }): Promise<void>;
  /**
   * Sends now. Telegram has no idempotency: after a lost answer a second call sends a second message. An attempt that
   * follows one whose message was sent but not remembered only remembers it (heartbeat details).
   */
  sendMessage(input: {
    bot: BotName;
    chatId: number;
    html: string;
    replyToMessageId: number | null;
    /** Remembered with the message, so that a reply to it finds the ticket. */
    ticketId?: string | null;
    buttons?: readonly (readonly CardButton[])[];
  }): Promise<{ messageId: number }>;
  /**
   * Sends a picture of the object store with the text below it; where it is gone, or the text too long for a caption
   * (1,024 characters), the text as a message of its own. A second call sends once more, as with `sendMessage`; an
   * attempt that follows one which sent the picture sends only what was missing (heartbeat details).
   */
  sendPicture(input: {
    bot: BotName;
    chatId: number;
    html: string;
    pictureKey: string;
    buttons?: readonly (readonly CardButton[])[];
  }): Promise<void>;
  /** Edits a message; "not modified" and "message to edit not found" count as done. */
  editMessage(input: { bot: BotName; chatId: number; messageId: number; html: string }): Promise<void>;
  /**
   * Sends the card to each admin's private chat, and once to the reporting group for admins who never started the bot.
   * Copies already sent are skipped on a retry (heartbeat details).
   */
  sendReviewCards(input: { card: ReviewCard }): Promise<readonly CardCopy[]>;
  /** Brings all copies of a card to its new state; copies that are gone are passed over. */
  editReviewCards(input: { card: ReviewCard; copies: readonly CardCopy[] }): Promise<void>;
}

/** A chat by its role: the ticket does not know which chat is for notices, and it may change. */
export type PostTarget =
  | { readonly role: 'collecting'; readonly chatId: number }
  /** The chat for notices; where none is set, the ticket's own, which is `chatId`. */
  | { readonly role: 'notice'; readonly chatId: number }
  | { readonly role: 'escalation'; readonly chatId: number }
  /** That very chat, by that bot. */
  | { readonly role: 'chat'; readonly bot: BotName; readonly chatId: number }
  /** The reporting group, by the admin bot; nobody where none is set. */
  | { readonly role: 'reporting' }
  /** Every admin's private chat with the admin bot; who never started it is passed over. */
  | { readonly role: 'admins' };

export interface AlbumActivities {
  /**
   * Opens the ticket of a new album, or tells the ticket what changed in a known one; then hands over the replies. What
   * is known of an album is remembered, so a second call changes nothing.
   */
  settleAlbum(batch: AlbumBatch): Promise<AlbumResult>;
}

export interface OpenTicketActivities {
  /**
   * Posts a problem by the group bot and opens the ticket of that message. A message posted by an earlier attempt is
   * not posted again (heartbeat details); an attempt whose answer was lost on the way may have posted one more.
   */
  postProblem(request: OpenTicketInput): Promise<Omit<OpenedTicket, 'request'>>;
}

export interface StoryActivities {
  /**
   * Puts the closed ticket's story into the object store; the same ticket overwrites its own. Receivers of webhooks are told
   * of it once for each closing.
   */
  archiveStory(input: { ticketId: string; story: string }): Promise<void>;
}

export interface MediaActivities {
  /**
   * Brings a file from Telegram into the object store, under a key made of chat, message and instant: a second call
   * overwrites it with the same bytes. Fails only for what may pass; what no retry can mend is a result.
   */
  storeMedia(input: {
    chatId: number;
    /** The message that carries the file. */
    messageId: number;
    /** ISO instant: when it was sent. */
    at: string;
    media: TicketMedia;
  }): Promise<MediaResult>;
}

/** What became of a file. `url` is for people and stays valid. */
export type MediaResult =
  | { readonly status: 'stored'; readonly key: string; readonly url: string }
  | { readonly status: 'tooLarge' }
  | { readonly status: 'failed'; readonly reason: string };

/** What the hourly report needs of the mirror. */
export interface ReportActivities {
  /** Figures of the last clock hour that was over at an instant, as the mirror has them now. */
  hourFigures(input: { at: string }): Promise<HourFigures>;
  /** Words and picture of an hour's report; the picture is put into the object store, a second call overwrites it. */
  composeHourReport(input: { hour: string; pending: number }): Promise<HourReport>;
  /** Hands figures to the keeper of the alerts, starting it if need be; judging the same twice tells nothing new. */
  judgeFigures(figures: AlertFigures): Promise<void>;
}

export type TicketActivities = ClassifyActivities &
  LedgerPortActivities &
  TelegramActivities &
  StoryActivities &
  MediaActivities;
