import { watchIntake } from '../../activities/watch/part-metrics';
import { startBots } from '../../bots/start';
import { createLabelDesk } from '../../temporal/label-desk';
import type { BotName } from '../../workflows/contracts/outbox';
import type { Core } from '../core';
import type { Deps } from '../deps';
import type { Started } from '../started';
import { adminDesksOf } from './admin-desks';

/** The group bot alone: it hands messages to tickets and needs neither models nor mirror. */
export async function startGroupBot(core: Core, started: Started): Promise<void> {
  // Labels are the admins' business; without a model nobody asks this desk for any.
  const labels = createLabelDesk({ client: core.client, modelLabels: () => [] });
  const bots = await startBots({ ...core, labels, bots: ['group'], intake: watchIntake(core.metrics.registry) });
  started.add('group bot', () => bots.stop());
}

/**
 * The bots with all that admins may ask for.
 * @param names - which of the two
 */
export async function startBotsPart(deps: Deps, names: readonly BotName[], started: Started): Promise<void> {
  const bots = await startBots({
    config: deps.config,
    bots: names,
    desk: deps.desk,
    labels: deps.labels,
    ledger: deps.ledger,
    moves: deps.moves,
    sent: deps.sent,
    tellAdmins: deps.tellAdmins,
    sheetUrl: deps.sheetUrl,
    intake: watchIntake(deps.metrics.registry),
    onStranger: () => deps.metrics.strangerRefused(),
    ...adminDesksOf(deps),
    log: deps.log,
  });
  started.add('bots', () => bots.stop());
}
