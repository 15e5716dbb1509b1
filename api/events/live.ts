import type { ApiDeps } from '../deps';
import { listTickets } from '../tickets/list';
import { createEventHub, type EventHub } from './hub';
import { createWatch } from './watch';

/** Tickets looked at: more than a screen holds, less than a page of Temporal's. */
const LOOKED_AT = 100;
const MOST_WAITING = 200;

/** Live news for all who listen, from one look at Temporal for everybody. */
export function createLive({ client, config, retrain, log }: ApiDeps): {
  readonly hub: EventHub;
  close(): void;
} {
  const { namespace } = config.temporal;
  const list = async (query: Parameters<typeof listTickets>[2]) => (await listTickets(client, namespace, query)).items;
  const hub: EventHub = createEventHub({ onCrowd: (isThere) => (isThere ? watch.start() : watch.stop()) });
  const watch = createWatch({
    newest: () => list({ limit: LOOKED_AT }),
    waiting: () => list({ limit: MOST_WAITING, phase: 'inReview' }),
    publish: (event) => hub.publish(event),
    retrain,
    log,
  });
  return {
    hub,
    close() {
      watch.stop();
      hub.close();
    },
  };
}
