export { createMirror } from './create-mirror';
export type { Mirror, MirrorOptions } from './create-mirror';
export type { PendingReview, SheetTickets, SolvedTicket } from './tickets-of-sheets';
