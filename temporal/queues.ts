/** Task queues: tickets, ledger, outboxes and their light activities; and the CPU-bound training steps. */
export const ONCEK_QUEUE = 'oncek';
export const TRAINING_QUEUE = 'oncek-training';
