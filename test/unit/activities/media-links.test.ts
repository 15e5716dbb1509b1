import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { createMediaLinks, mediaLinkSecret } from '../../../activities/media-links';
import { createMediaRevocations } from '../../../activities/media-revocations';
import { createFolderStore } from '../../../activities/adapters/object-store';
import { NINE } from '../../support/makers';

const KEY = 'media/2031/03/03/-1001000000001/500_20310303T020000Z.jpg';
const base = {
  secret: 'a secret of thirty-two characters',
  publicBaseUrl: 'https://oncek.example.id',
  bucketBaseUrl: null,
};
const links = createMediaLinks(base);

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'oncek-links-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a link is the same at every start and leads back to its key', () => {
  const link = links.linkOf(KEY);
  expect(link).toBe(`https://oncek.example.id/media/${createMediaLinks(base).tokenOf(KEY)}`);
  expect(links.keyOf(link)).toBe(KEY);
  expect(links.keyOf(links.tokenOf(KEY))).toBe(KEY);
});

test('another secret makes other links and takes none of ours', () => {
  const others = createMediaLinks({ ...base, secret: 'another secret of thirty-two chars' });
  expect(others.keyOf(links.tokenOf(KEY))).toBeNull();
});

test('no token with any character changed, added or left out is taken', () => {
  const token = links.tokenOf(KEY);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'ABCxyz019_-.=/ %'), fc.nat(2), (at, char, kind) => {
      const varied = [
        token.slice(0, at) + char + token.slice(at + 1),
        token.slice(0, at) + char + token.slice(at),
        token.slice(0, at) + token.slice(at + 1),
      ][kind]!;
      // A slash cuts off what stands before it, as in a link.
      const read = links.keyOf(varied);
      expect(varied === token || varied.endsWith(`/${token}`) ? read : (read ?? 'refused')).toBe(
        varied === token || varied.endsWith(`/${token}`) ? KEY : 'refused',
      );
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

test.each(['', '.', 'a.b', 'media/x.jpg', 'é.é', 'x'.repeat(5_000)])('%j is no token', (token) => {
  expect(links.keyOf(token)).toBeNull();
});

test('where the bucket is public the link leads there', () => {
  const { linkOf } = createMediaLinks({ ...base, bucketBaseUrl: 'https://files.example.id/tiket' });
  expect(linkOf(KEY)).toBe(`https://files.example.id/tiket/${KEY}`);
});

test('a secret is made once, by the first of several processes, for the owner’s eyes only', async () => {
  const settings = { linkSecret: null, dataDir: path.join(folder, 'data') };
  const secrets = await Promise.all(Array.from({ length: 8 }, () => mediaLinkSecret(settings)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{43}$/);
  expect(await mediaLinkSecret(settings)).toBe(secrets[0]);
  expect(statSync(path.join(folder, 'data/media-link-secret')).mode & 0o777).toBe(0o600);
  expect(await mediaLinkSecret({ ...settings, linkSecret: 'the setting wins' })).toBe('the setting wins');
});

test('a revoked link stays revoked, and no other is', async () => {
  const store = createFolderStore(folder);
  const revocations = createMediaRevocations({ store, now: () => new Date(NINE) });
  expect(await revocations.isRevoked(KEY)).toBe(false);
  await revocations.revoke(KEY, 'a1b2c3d4');
  await revocations.revoke(KEY, 'a1b2c3d4');
  const again = createMediaRevocations({ store, now: () => new Date(NINE) });
  expect([await again.isRevoked(KEY), await again.isRevoked(`${KEY}x`)]).toEqual([true, false]);
});
