import type { DriveClient, DriveGrant } from '../adapters/drive-client';
import { isRefusal } from './failures';

/**
 * Gives those who may use the old spreadsheet the new one too, and those of the settings. Ownership cannot be passed on
 * without the new owner's consent: owners may edit.
 * @returns why somebody may have been left out, null if nobody was
 */
export async function shareAlike(
  drive: Pick<DriveClient, 'account' | 'grantsOf' | 'grant'>,
  { from, to, also }: { from: string; to: string; also: readonly string[] },
): Promise<string | null> {
  let reason: string | null = null;
  const orReason = async <T>(otherwise: T, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      reason ??= error.message;
      return otherwise;
    }
  };
  const old = await orReason([], () => drive.grantsOf(from));
  const wanted = [
    ...old.map((grant) =>
      grant.role === 'owner' || grant.role === 'organizer' ? { ...grant, role: 'writer' } : grant,
    ),
    ...also.map((emailAddress) => ({ type: 'user', role: 'writer', emailAddress, domain: null })),
  ];
  const held = await orReason([], () => drive.grantsOf(to));
  for (const grant of wanted) {
    const isHeld = held.some(
      (other) => nameOf(other) === nameOf(grant) && (other.role === grant.role || isOwner(other)),
    );
    if (isHeld || nameOf(grant) === nameOf({ ...grant, type: 'user', emailAddress: drive.account })) continue;
    await orReason(undefined, () => drive.grant(to, grant));
  }
  return reason;
}

function isOwner({ role }: DriveGrant): boolean {
  return role === 'owner' || role === 'organizer';
}

function nameOf({ type, emailAddress, domain }: DriveGrant): string {
  return `${type} ${(emailAddress ?? domain ?? '').toLowerCase()}`;
}
