import type { Wording } from '../../../domain/language';
import type { OutageCause } from '../../intake/outages';
import type { Finding } from '../../standing';

/** What admins hear of the intake itself, in Bahasa Indonesia. Arguments are already escaped HTML. */
export const intakeTextsId = {
  bots: { group: 'bot grup', admin: 'bot admin' },
  outage: {
    began: {
      temporal: (_bot, since) =>
        `🚨 <b>Temporal tidak dapat dihubungi</b> sejak ${since}. Pesan baru menunggu di Telegram (paling lama 24 jam), tidak ada yang hilang. Periksa server Temporal.`,
      storage: (_bot, since) =>
        `🚨 <b>Penyimpanan tidak dapat dihubungi</b> sejak ${since}. Pesan yang memerlukannya menunggu di Telegram (paling lama 24 jam), tidak ada yang hilang.`,
      conflict: (bot, since) =>
        `🚨 <b>Token ${bot} dipakai proses lain</b> sejak ${since} (409). Hanya satu proses boleh mengambil pesan: hentikan yang lain.`,
      unauthorized: (bot, since) =>
        `🚨 <b>Token ${bot} ditolak Telegram</b> sejak ${since} (401). Perbaiki token di pengaturan, lalu mulai ulang.`,
      rateLimited: (bot, since) =>
        `⚠️ <b>Telegram meminta ${bot} menunggu</b> sejak ${since} (429). Pesan diambil begitu diizinkan, tidak ada yang hilang.`,
      refused: (bot, since) =>
        `🚨 <b>Telegram menolak permintaan ${bot}</b> sejak ${since}. Pesan menunggu di Telegram; rinciannya ada di log.`,
      unreachable: (bot, since) =>
        `⚠️ <b>Telegram tidak dapat dihubungi</b> (${bot}) sejak ${since}. Pesan diambil begitu tersambung lagi, tidak ada yang hilang.`,
    } satisfies Record<OutageCause, (bot: string, since: string) => string>,
    ended: (bot: string, since: string, until: string) =>
      `✅ <b>Pesan diterima lagi</b>${bot === '' ? '' : ` (${bot})`}. Gangguan dari ${since} sampai ${until}.`,
  },
  standing: {
    title: (bot: string) => `⚠️ <b>Pengaturan ${bot} belum benar</b>`,
    findings: {
      notMember: (chat, setting) =>
        `• <code>${chat}</code> (${setting}): bot bukan anggota. Tambahkan bot ke grup itu.`,
      privacy: (chat, setting) =>
        `• <code>${chat}</code> (${setting}): mode privasi masih aktif, jadi bot tidak melihat semua pesan. Matikan lewat @BotFather (/setprivacy → Disable), lalu keluarkan dan tambahkan lagi bot, atau jadikan bot admin grup.`,
      muted: (chat, setting) => `• <code>${chat}</code> (${setting}): bot tidak boleh mengirim pesan. Berikan izinnya.`,
      notStarted: (chat, setting) =>
        `• <code>${chat}</code> (${setting}): orang itu belum memulai obrolan dengan bot. Minta ia menekan Start.`,
    } satisfies Record<Finding['kind'], (chat: number, setting: string) => string>,
  },
} as const;

/** The table in any language. */
export type IntakeTexts = Wording<typeof intakeTextsId>;
