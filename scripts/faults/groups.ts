import type { DemoPerson, SandboxCall } from '../demo/people';

/** A collecting group of the installation, under the id its setting names. */
export interface Group {
  readonly settingId: number;
  readonly label: string;
}

/** The three groups that people write in; the second is a basic one, which becomes a supergroup in the midst of a run. */
export const GROUPS = [
  { settingId: -1001000000001, label: 'Demo' },
  { settingId: -4001, label: 'Demo kecil' },
  { settingId: -1001000000002, label: 'Demo laporan' },
] as const satisfies readonly Group[];

/** Where a message stands: of a group that moved, some stand in the old chat and some in the new one. */
export interface Place {
  readonly chatId: number;
  readonly messageId: number;
}

/** What somebody writes: fields of the sandbox's `POST /telegram/people/messages`, without the chat. */
export interface Words {
  readonly from: DemoPerson;
  readonly text?: string;
  readonly caption?: string;
  readonly media?: { readonly type: 'photo' | 'document'; readonly fileName: string; readonly content: string };
  readonly mediaGroupId?: string;
  readonly forwardedFrom?: { readonly first_name: string };
  /** Unix seconds. */
  readonly date: number;
}

/** People in groups, who go on in the new chat once theirs has moved. */
export interface Groups {
  write(group: Group, words: Words, replyTo?: Place): Promise<Place>;
  /** @returns false where the message's chat has moved since: nobody can change it there any more */
  edit(place: Place, text: string): Promise<boolean>;
  /** Nothing where the message's chat has moved since. */
  react(place: Place, from: DemoPerson): Promise<void>;
  /** The group becomes a supergroup. */
  migrate(group: Group): Promise<void>;
}

const MOVED = /the group moved to (-\d+)/;

export function createGroups(call: SandboxCall): Groups {
  const movedTo = new Map<number, number>();

  /** Makes a call that a move can make useless. @returns null where the chat has moved */
  async function unlessMoved<T>(settingId: number, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      const [, chatId] = MOVED.exec((error as Error).message) ?? [];
      if (chatId === undefined) throw error;
      movedTo.set(settingId, Number(chatId));
      return null;
    }
  }

  const groups: Groups = {
    async write(group, words, replyTo) {
      const chatId = movedTo.get(group.settingId) ?? group.settingId;
      const reply = replyTo && {
        replyTo: replyTo.messageId,
        ...(replyTo.chatId !== chatId && { replyToChatId: replyTo.chatId }),
      };
      const written = await unlessMoved(chatId, () =>
        call<{ messageId: number }>('POST', '/telegram/people/messages', { chatId, ...words, ...reply }),
      );
      return written ? { chatId, messageId: written.messageId } : groups.write(group, words, replyTo);
    },
    async edit({ chatId, messageId }, text) {
      const edited = await unlessMoved(chatId, () =>
        call<object>('POST', '/telegram/people/edits', { chatId, messageId, text }),
      );
      return edited !== null;
    },
    async react({ chatId, messageId }, from) {
      await unlessMoved(chatId, () => call('POST', '/telegram/people/reactions', { chatId, messageId, from }));
    },
    async migrate({ settingId }) {
      const { chatId } = await call<{ chatId: number }>('POST', '/telegram/people/migrations', { chatId: settingId });
      movedTo.set(settingId, chatId);
    },
  };
  return groups;
}
