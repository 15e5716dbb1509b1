import type { Telegram } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { callOptions, openTelegram } from '../../activities/adapters/telegram-client';
import { troubleOf } from '../../activities/adapters/telegram-errors';
import { checkStanding, FINDING_ADVICE, placesOf } from '../../bots/standing';
import type { Config } from '../../config/types';
import type { BotName } from '../../workflows/contracts/outbox';
import { failed, ok, skipped, warning, type Finding } from '../report';

const ASK_TIMEOUT_MS = 15_000;
const TOKEN_SETTINGS = {
  group: 'TELEGRAM_BOT_TOKEN_COLLECTING',
  admin: 'TELEGRAM_BOT_TOKEN_REPORTING',
} as const satisfies Record<BotName, string>;
const FOUND = {
  notMember: 'the bot is no member',
  privacy: 'the bot does not see what people write',
  muted: 'the bot may not write',
  notStarted: 'the person never started the bot',
} as const;

/** Tokens, membership, rights and privacy mode of both bots; nothing is sent, and no update is taken. */
export async function checkTelegram(config: Config): Promise<Finding[]> {
  const findings = await Promise.all((['group', 'admin'] as const).map((bot) => checkBot(config, bot)));
  return [...findings.flat(), ...people(config)];
}

async function checkBot(config: Config, bot: BotName): Promise<Finding[]> {
  const { apiRoot, groupToken, adminToken } = config.telegram;
  const name = `telegram: ${bot} bot`;
  const telegram = openTelegram({ token: bot === 'group' ? groupToken : adminToken, apiRoot });
  let me: UserFromGetMe;
  try {
    me = await telegram.callApi('getMe', {}, callOptions(ASK_TIMEOUT_MS));
  } catch (error) {
    return [
      failed(`${name}: token`, ...tokenTrouble(error, bot, apiRoot)),
      skipped(`${name}: chats`, 'needs the token'),
    ];
  }
  return [
    ok(`${name}: token`, `is @${me.username}`),
    await checkDelivery(config, bot, telegram),
    ...(await checkPlaces({ config, bot, telegram, me })),
  ];
}

function tokenTrouble(error: unknown, bot: BotName, apiRoot: string): [found: string, advice: string] {
  const trouble = troubleOf(error);
  switch (trouble.kind) {
    case 'unauthorized':
      return [
        'Telegram does not know the token',
        `take the token from @BotFather (/mybots) into ${TOKEN_SETTINGS[bot]}`,
      ];
    case 'rateLimited':
      return [`Telegram asks to wait ${trouble.retryAfterSec} s`, 'run the doctor again later'];
    case 'unreachable':
      return [
        `no answer from ${new URL(apiRoot).host} (${trouble.detail})`,
        'check the way out to it (firewall, proxy, DNS) and TELEGRAM_API_ROOT',
      ];
    default:
      return [`Telegram refused: ${trouble.description}`, 'see what Telegram says'];
  }
}

/** Updates come by one way only: a webhook that is set keeps all polling off, and the other way round. */
async function checkDelivery(config: Config, bot: BotName, telegram: Telegram): Promise<Finding> {
  const name = `telegram: ${bot} bot: way of updates`;
  const { webhookUrl } = config.telegram;
  try {
    const info = await telegram.callApi('getWebhookInfo', {}, callOptions(ASK_TIMEOUT_MS));
    const isOurs = webhookUrl === null ? !info.url : info.url === `${webhookUrl}/${bot}`;
    const waiting = `${info.pending_update_count} updates wait`;
    if (!isOurs) {
      return warning(name, 'is set another way than the settings say', 'the next start of the bot sets it right');
    }
    if (info.last_error_message) {
      return warning(
        name,
        `Telegram could not deliver lately: ${info.last_error_message}`,
        'check that TELEGRAM_WEBHOOK_URL leads to the gateway, by https',
      );
    }
    return ok(name, `${webhookUrl === null ? 'the bot asks' : 'Telegram delivers'}, ${waiting}`);
  } catch (error) {
    const trouble = troubleOf(error);
    return trouble.kind === 'refused' && trouble.code === 404
      ? skipped(name, 'this server does not tell')
      : warning(name, 'Telegram does not tell it', 'run the doctor again later');
  }
}

async function checkPlaces(input: {
  config: Config;
  bot: BotName;
  telegram: Telegram;
  me: UserFromGetMe;
}): Promise<Finding[]> {
  const { config, bot, telegram, me } = input;
  const places = placesOf(bot, config);
  // The doctor keeps nothing: a chat that moved is followed now and noted by the bots.
  const moves = { currentOf: (chatId: number) => Promise.resolve(chatId), note: () => Promise.resolve() };
  try {
    const found = await checkStanding({ telegram, me, places, moves: moves as never });
    return places.map(({ chatId, setting }): Finding => {
      const name = `telegram: ${bot} bot in ${chatId} (${setting})`;
      const finding = found.find((each) => each.chatId === chatId && each.setting === setting);
      return finding
        ? failed(name, FOUND[finding.kind], FINDING_ADVICE[finding.kind])
        : ok(name, 'is where it has to be');
    });
  } catch (error) {
    const { kind } = troubleOf(error);
    return [failed(`telegram: ${bot} bot: chats`, `Telegram gave no answer (${kind})`, 'run the doctor again')];
  }
}

function people({ telegram: { adminUserIds, opsUserIds } }: Config): Finding[] {
  return [
    adminUserIds.length > 0
      ? ok('people: admins', `${adminUserIds.length} in ADMIN_USER_IDS`)
      : warning('people: admins', 'nobody may use admin commands or review', 'put user ids into ADMIN_USER_IDS'),
    opsUserIds.length > 0
      ? ok('people: ops', `${opsUserIds.length} in OPS_USER_IDS`)
      : warning('people: ops', 'anybody’s reply counts as an answer of ops', 'put user ids into OPS_USER_IDS'),
  ];
}
