import { DATA } from './operations/data';
import { CONSOLE_OPERATIONS } from './console-operations';
import { LABELS } from './operations/labels';
import { MEDIA } from './operations/media';
import { MODEL } from './operations/model';
import { REPORTS } from './operations/reports';
import { SERVICE } from './operations/service';
import { TICKETS } from './operations/tickets';
import { TRAINING } from './operations/training';
import { WEBHOOKS } from './operations/webhooks';
import type { Operation } from './operation';

/** Every call of the API; a test holds the list against the routes. */
export const OPERATIONS: readonly Operation[] = [
  ...SERVICE,
  ...MODEL,
  ...TRAINING,
  ...TICKETS,
  ...LABELS,
  ...CONSOLE_OPERATIONS,
  ...DATA,
  ...REPORTS,
  ...MEDIA,
  ...WEBHOOKS,
];
