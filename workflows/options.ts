import { ActivityCancellationType, type ActivityOptions, type LocalActivityOptions } from '@temporalio/workflow';

/**
 * Named activity profiles. Nothing that a ticket needs ever stops retrying: an outage of any length must end in the
 * recorded ticket, so there is no schedule-to-close limit, only a bound on the wait between two tries, and so on how long
 * after the end of an outage work goes on.
 */
const patient = { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '20 s' } as const;

/**
 * LightGBM takes a millisecond; a question to Gemini is bounded inside the activity, by 15 s as delivered. It beats
 * meanwhile: a worker that dies holds up the answer for 10 s, not for a minute.
 */
export const classifyProfile: ActivityOptions = {
  startToCloseTimeout: '1 min',
  heartbeatTimeout: '10 s',
  retry: patient,
};

/** One request of 15 s at most to a receiver; when to send again is the workflow's to know. */
export const webhookProfile: ActivityOptions = { startToCloseTimeout: '1 min', retry: patient };

/** A signal to another workflow: the server answers in milliseconds or is down. */
export const handOverProfile: ActivityOptions = { startToCloseTimeout: '15 s', retry: patient };

/**
 * The same signal as a local activity: done within the workflow's task, no task of its own. When the server is slow to
 * answer, a retry that is more than 5 s off waits on a timer, so that the workflow hears messages meanwhile.
 */
export const handOverInTaskProfile: LocalActivityOptions = {
  startToCloseTimeout: '15 s',
  localRetryThreshold: '5 s',
  retry: patient,
};

/**
 * One read, one write (60 s each at most), one read back; the mark makes a repetition harmless. It beats meanwhile: a
 * worker that dies holds up the rows for 10 s, not for four minutes. A spreadsheet has one writer, so that a try each 5 s
 * presses nobody, however long Google is away, and the rows follow soon after its return.
 */
export const sheetWriteProfile: ActivityOptions = {
  startToCloseTimeout: '4 min',
  heartbeatTimeout: '10 s',
  retry: { ...patient, maximumInterval: '5 s' },
};

/**
 * A whole spreadsheet, as long as it goes on coming in. A failing one is given up within the minute as a rule: the next
 * run of the schedule takes over, and only one goes at a time.
 */
export const sheetReadProfile: ActivityOptions = {
  startToCloseTimeout: '5 min',
  heartbeatTimeout: '1 min',
  retry: { ...patient, maximumAttempts: 4 },
};

/** Thousands of signals where a person changed a whole column; what was told is noted as it goes. */
export const sheetTellProfile: ActivityOptions = {
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '1 min',
  retry: { ...patient, maximumAttempts: 4 },
};

/** A few dozen short calls to Drive and Sheets. It is given up after a while: rows can be written meanwhile. */
export const rollOverProfile: ActivityOptions = {
  startToCloseTimeout: '4 min',
  heartbeatTimeout: '30 s',
  retry: { ...patient, maximumAttempts: 5 },
};

/**
 * Up to 500 signals to tickets; the heartbeat remembers how far an attempt came. The ledger writes nothing meanwhile: a
 * worker that dies holds up the rows for 10 s.
 */
export const tellProfile: ActivityOptions = { startToCloseTimeout: '2 min', heartbeatTimeout: '10 s', retry: patient };

/** One call to Telegram, which may ask for a wait of its own by `retry_after`. */
export const telegramProfile: ActivityOptions = {
  startToCloseTimeout: '30 s',
  retry: { ...patient, nonRetryableErrorTypes: ['TelegramRefused'] },
};

/** A picture from the store and, over a slow line, to Telegram; without it the text goes alone. */
export const pictureProfile: ActivityOptions = {
  startToCloseTimeout: '2 min',
  retry: { ...patient, nonRetryableErrorTypes: ['TelegramRefused'] },
};

/** Some queries of the mirror; the run's own time-out ends it, and the next run fills in what it would have written. */
export const reportFiguresProfile: ActivityOptions = { startToCloseTimeout: '1 min', retry: patient };

/** Queries, and charts that are drawn in a thread of their own within 30 s. */
export const reportDrawProfile: ActivityOptions = {
  startToCloseTimeout: '2 min',
  retry: { ...patient, maximumAttempts: 5 },
};

/** A card to each admin, with Telegram's one message a second and chat in between. */
export const cardsProfile: ActivityOptions = {
  startToCloseTimeout: '5 min',
  heartbeatTimeout: '1 min',
  retry: { ...patient, nonRetryableErrorTypes: ['TelegramRefused'] },
};

/**
 * The album's record and a few signals, as many as somebody replied while it was gathered. It beats meanwhile: its ticket
 * waits 10 s for a worker that died, not 30.
 */
export const albumProfile: ActivityOptions = { startToCloseTimeout: '30 s', heartbeatTimeout: '10 s', retry: patient };

/** One message to Telegram (20 s at most, twice if the chat moved) and the start of a ticket. */
export const postProblemProfile: ActivityOptions = { startToCloseTimeout: '1 min', retry: patient };

/** A small file into the object store. */
export const archiveProfile: ActivityOptions = { startToCloseTimeout: '30 s', retry: patient };

/**
 * 20 MB from Telegram into the store, over a slow line; each piece is a heartbeat, and each step in between takes at most
 * 20 s. The ticket says when it is given up. Many tickets may ask a store that is down, so the tries get rarer.
 */
export const mediaProfile: ActivityOptions = {
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '45 s',
  retry: { ...patient, maximumInterval: '2 min' },
};

/** What no further attempt can mend: the data, or a model, are as they are. */
const FINAL_IN_TRAINING = [
  ...['NoTrainingData', 'UnknownSnapshot', 'ModelArtifact', 'InvalidInput'],
  // A person has to mend the spreadsheet first.
  ...['SheetHeadings', 'SheetNotFound'],
];

/** All worksheets once, and their texts cleaned; while Google is away the run waits for it, but not for ever. */
export const snapshotProfile: ActivityOptions = {
  startToCloseTimeout: '30 min',
  scheduleToCloseTimeout: '6 hours',
  heartbeatTimeout: '15 s',
  retry: { ...patient, nonRetryableErrorTypes: FINAL_IN_TRAINING },
};

/**
 * Training, as long as it takes. It beats each 300 ms; a worker that dies holds it up for a quarter of a minute. A fit that
 * killed so many workers, by its memory perhaps, is given up. Whoever cancels waits until it has stopped.
 */
export const fitProfile: ActivityOptions = {
  startToCloseTimeout: '12 hours',
  heartbeatTimeout: '15 s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { ...patient, maximumAttempts: 8, nonRetryableErrorTypes: FINAL_IN_TRAINING },
};

/**
 * Some megabytes from the object store into the registry, or a look at it. Whoever cancels waits for it: a version must
 * not come into the registry with nobody knowing.
 */
export const registryProfile: ActivityOptions = {
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '30 s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { ...patient, nonRetryableErrorTypes: FINAL_IN_TRAINING },
};

/** As long as the run: each worker's attempt goes on where messages stand. */
export const progressProfile: ActivityOptions = {
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '30 s',
  retry: patient,
};

/** Waits for the ledger for some minutes. */
export const markProfile: ActivityOptions = {
  startToCloseTimeout: '30 min',
  heartbeatTimeout: '30 s',
  retry: { ...patient, nonRetryableErrorTypes: FINAL_IN_TRAINING },
};
