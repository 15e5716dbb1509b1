import type { IntakeTexts } from '../id/intake';

/** What admins hear of the intake itself, in English. Arguments are already escaped HTML. */
export const intakeTextsEn: IntakeTexts = {
  bots: { group: 'group bot', admin: 'admin bot' },
  outage: {
    began: {
      temporal: (_bot, since) =>
        `🚨 <b>Temporal cannot be reached</b> since ${since}. New messages wait at Telegram (24 hours at most), none is lost. Check the Temporal server.`,
      storage: (_bot, since) =>
        `🚨 <b>The store cannot be reached</b> since ${since}. Messages that need it wait at Telegram (24 hours at most), none is lost.`,
      conflict: (bot, since) =>
        `🚨 <b>The token of the ${bot} is used by another process</b> since ${since} (409). Only one process may take messages: stop the other one.`,
      unauthorized: (bot, since) =>
        `🚨 <b>Telegram refuses the token of the ${bot}</b> since ${since} (401). Mend the token in the settings, then restart.`,
      rateLimited: (bot, since) =>
        `⚠️ <b>Telegram has the ${bot} wait</b> since ${since} (429). Messages are taken once it may, none is lost.`,
      refused: (bot, since) =>
        `🚨 <b>Telegram refuses what the ${bot} asks</b> since ${since}. Messages wait at Telegram; the log has the details.`,
      unreachable: (bot, since) =>
        `⚠️ <b>Telegram cannot be reached</b> (${bot}) since ${since}. Messages are taken once it can be, none is lost.`,
    },
    ended: (bot, since, until) =>
      `✅ <b>Messages come in again</b>${bot === '' ? '' : ` (${bot})`}. The outage lasted from ${since} to ${until}.`,
  },
  standing: {
    title: (bot) => `⚠️ <b>The ${bot} is not set up right</b>`,
    findings: {
      notMember: (chat, setting) => `• <code>${chat}</code> (${setting}): the bot is no member. Add it to that group.`,
      privacy: (chat, setting) =>
        `• <code>${chat}</code> (${setting}): privacy mode is still on, so the bot does not see all messages. Switch it off at @BotFather (/setprivacy → Disable), then remove the bot and add it again, or make it an admin of the group.`,
      muted: (chat, setting) => `• <code>${chat}</code> (${setting}): the bot may not send messages. Allow it to.`,
      notStarted: (chat, setting) =>
        `• <code>${chat}</code> (${setting}): that person has not started the bot. Ask them to press Start.`,
    },
  },
};
