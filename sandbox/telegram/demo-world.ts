import { BOT_NAMES } from './settings';
import { groupKey, privateKey, type StoredChat, type TelegramStore } from './store';
import type { WireUser } from './wire';

const PEOPLE: readonly Omit<WireUser, 'is_bot'>[] = [
  { id: 9001, first_name: 'Bagas', username: 'bagas_ops' },
  { id: 9002, first_name: 'Damas', username: 'damas_ops' },
  { id: 9101, first_name: 'Andi', username: 'andi_teknisi' },
  { id: 9102, first_name: 'Budi' },
  { id: 9103, first_name: 'Citra', username: 'citra_teknisi' },
  { id: 9104, first_name: 'Dewi' },
  { id: 9105, first_name: 'Eko', username: 'eko_teknisi' },
];
const OPS = [9001, 9002];
const TECHNICIANS = [9101, 9102, 9103, 9104, 9105];
/** Real update ids start anywhere. */
const FIRST_UPDATE_ID = { group: 481_516_001, admin: 623_420_001 };

/** Fills an empty store with the two groups, the small group for migration, and the people of the demo. */
export function createDemoWorld(store: TelegramStore): void {
  for (const person of PEOPLE) {
    const user: WireUser = { ...person, is_bot: false };
    store.users.put(String(user.id), user);
  }
  for (const name of BOT_NAMES) store.bots.put(name, { name, nextUpdateId: FIRST_UPDATE_ID[name], commands: {} });
  const everyone = [...OPS, ...TECHNICIANS];
  const groups: Pick<StoredChat, 'id' | 'type' | 'title' | 'userIds' | 'bots'>[] = [
    { id: -1001000000001, type: 'supergroup', title: 'Demo', userIds: everyone, bots: ['group'] },
    { id: -1001000000002, type: 'supergroup', title: 'Demo laporan', userIds: OPS, bots: ['admin'] },
    { id: -4001, type: 'group', title: 'Demo kecil', userIds: everyone, bots: ['group'] },
  ];
  for (const group of groups) {
    store.chats.put(groupKey(group.id), { key: groupKey(group.id), adminIds: [9001], lastMessageId: 0, ...group });
  }
  const key = privateKey(9001, 'admin');
  store.chats.put(key, {
    key,
    id: 9001,
    type: 'private',
    userIds: [9001],
    adminIds: [],
    bots: ['admin'],
    lastMessageId: 0,
    state: 'started',
  });
}
