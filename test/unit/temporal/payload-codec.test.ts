import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';
import fc from 'fast-check';
import { createPayloadCodec, payloadKeyId } from '../../../temporal/payloads/codec';
import { payloadsFromJson, payloadsToJson } from '../../../temporal/payloads/json';

const OLD = new Uint8Array(randomBytes(32));
const NEW = new Uint8Array(randomBytes(32));
const only = (key: Uint8Array) => createPayloadCodec({ encrypts: true, known: [key] });
const SECRET = 'nama Budi Santoso, NIK 3174012345678901';
const payload = () => defaultPayloadConverter.toPayload({ text: SECRET });
const shown = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('latin1');
const plain = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, shown(value)])),
  data: shown(data),
});

test('any payload comes back as it was, through the wire form of remote codecs too', async () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const anyPayload = fc.record({ metadata: fc.dictionary(fc.string({ minLength: 1 }), bytes), data: bytes });
  await fc.assert(
    fc.asyncProperty(fc.array(anyPayload, { maxLength: 4 }), async (payloads) => {
      // `binary/encrypted` as an encoding of one's own is what nobody but us may use.
      fc.pre(payloads.every(({ metadata }) => shown(metadata.encoding) !== 'binary/encrypted'));
      const codec = only(NEW);
      const wire = payloadsFromJson(payloadsToJson(await codec.encode(payloads)));
      expect((await codec.decode(wire)).map(plain)).toEqual(payloads.map(plain));
    }),
  );
});

test('nothing of the text or its kind is to be seen, and the same text is never twice the same', async () => {
  const [first, second] = await only(NEW).encode([payload(), payload()]);
  for (const { metadata, data } of [first!, second!]) {
    expect(shown(data)).not.toContain('Budi');
    expect(shown(data)).not.toContain('json/plain');
    expect(Object.entries(metadata ?? {}).map(([name, value]) => [name, shown(value)])).toEqual([
      ['encoding', 'binary/encrypted'],
      ['encryption-key-id', payloadKeyId(NEW)],
    ]);
  }
  expect(shown(first?.data)).not.toBe(shown(second?.data));
});

test('after a rotation the new key encrypts, and what the old one encrypted is read', async () => {
  const rotated = createPayloadCodec({ encrypts: true, known: [NEW, OLD] });
  const [before] = await only(OLD).encode([payload()]);
  const [after] = await rotated.encode([payload()]);
  expect(shown(after?.metadata?.['encryption-key-id'])).toBe(payloadKeyId(NEW));
  expect((await rotated.decode([before!, after!])).map(plain)).toEqual([plain(payload()), plain(payload())]);
});

test('payloads from before encryption are read as they are, and with “plain” none is encrypted', async () => {
  const codec = createPayloadCodec({ encrypts: false, known: [NEW] });
  const [encrypted] = await only(NEW).encode([payload()]);
  expect((await codec.decode([payload(), encrypted!])).map(plain)).toEqual([plain(payload()), plain(payload())]);
  expect((await codec.encode([payload()])).map(plain)).toEqual([plain(payload())]);
});

describe('refused', () => {
  const named = (detail: RegExp) => ({ type: 'PayloadKey', message: expect.stringMatching(detail) });

  test('a payload of a key that is not known names the key by its id', async () => {
    const [encrypted] = await only(OLD).encode([payload()]);
    await expect(only(NEW).decode([encrypted!])).rejects.toMatchObject(
      named(new RegExp(`^no key ${payloadKeyId(OLD)} in TEMPORAL_PAYLOAD_KEY`)),
    );
  });

  test('a changed or cut payload, whichever byte', async () => {
    const [encrypted] = await only(NEW).encode([payload()]);
    const data = encrypted!.data!;
    for (let at = 0; at < data.length; at += 1) {
      const changed = new Uint8Array(data);
      changed[at]! ^= 1;
      await expect(only(NEW).decode([{ ...encrypted, data: changed }])).rejects.toMatchObject(named(/changed or cut/));
      const cut = data.subarray(0, at);
      await expect(only(NEW).decode([{ ...encrypted, data: cut }])).rejects.toMatchObject(named(/changed or cut/));
    }
  });

  test('an id from outside that is no id is not repeated', async () => {
    const forged = { metadata: { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from('<b>') } };
    await expect(only(NEW).decode([forged])).rejects.toMatchObject(named(/^no key \(unnamed\) in/));
  });
});

test('the id of a key tells nothing of it', () => {
  expect(payloadKeyId(NEW)).toMatch(/^[0-9a-f]{16}$/);
  expect(Buffer.from(NEW).toString('hex')).not.toContain(payloadKeyId(NEW));
});
