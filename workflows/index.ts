export { albumWorkflow } from './album.workflow';
export { labelsWorkflow } from './labels.workflow';
export { ledgerWorkflow } from './ledger.workflow';
export { openTicketWorkflow } from './open-ticket.workflow';
export { outboxWorkflow } from './outbox.workflow';
export { sheetSyncWorkflow } from './sheet-sync.workflow';
export { ticketWorkflow } from './ticket.workflow';
