import { Composer } from 'telegraf';
import { renderTicketStatus } from '../../render/ticket-status';
import { describeForLog } from '../../intake/verdict';
import { botTextsIn } from '../../texts/texts-in';
import { createAnswer } from '../answers';
import type { GroupBotDeps, GroupContext } from '../context';
import { repliedTicket } from '../tickets';
import { isForBot } from './health';

const ANSWERS_PER_MINUTE = 5;

/** `/status` in reply to a problem: where its ticket stands, to anybody in the group. */
export function status(deps: GroupBotDeps): Composer<GroupContext> {
  const { desk, config, log, me, now = () => new Date() } = deps;
  const answer = createAnswer({ perMinute: ANSWERS_PER_MINUTE, now, log });
  const texts = botTextsIn(config.language).group.status;

  async function textFor({ incoming: { message, updateId } }: GroupContext): Promise<string> {
    if (!message.replyTo) return texts.usage;
    const ref = await repliedTicket(message.replyTo, deps);
    try {
      const [found, story] = await Promise.all([desk.status(ref), desk.events(ref)]);
      return found ? renderTicketStatus(found, story?.sla ?? null, config.language) : texts.unknown;
    } catch (error) {
      // A question changes nothing: it must not hold up the messages behind it until a worker answers.
      log.warn({ updateId, ...describeForLog(error) }, 'the status of a ticket is not known');
      return texts.notNow;
    }
  }

  const composer = new Composer<GroupContext>();
  composer.use(async (ctx, next) => {
    const { what, edited } = ctx.incoming;
    if (what.kind !== 'command' || what.command.name !== 'status' || edited) return next();
    if (!isForBot(what.command.botName, me.username)) return next();
    await answer(ctx, await textFor(ctx));
  });
  return composer;
}
