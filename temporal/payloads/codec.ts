import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { OncekError } from '../../domain/errors';
import type { PayloadKeys } from '../../config/types';

/** As Temporal's own samples call it, so that tools know what they see. */
const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

const Message = temporal.api.common.v1.Payload;

/** Names a key in the metadata of what it encrypted: 16 hex digits of a hash, which tell nothing of the key. */
export function payloadKeyId(key: Uint8Array): string {
  return createHash('sha256').update('oncek payload key\n').update(key).digest('hex').slice(0, 16);
}

/**
 * AES-256-GCM over whole payloads, their metadata included: `iv (12 bytes) | ciphertext | tag (16 bytes)`, the id of the
 * key in the metadata and bound to the text. Payloads that are not encrypted are read as they are, so histories from
 * before go on.
 */
export function createPayloadCodec({ encrypts, known }: PayloadKeys): PayloadCodec {
  const keyOf = new Map(known.map((key) => [payloadKeyId(key), key]));
  const [newest] = keyOf;
  return {
    encode: (payloads) =>
      Promise.resolve(encrypts && newest ? payloads.map((payload) => encrypted(payload, newest)) : payloads),
    // A throw must be a rejection.
    decode: async (payloads) => Promise.resolve(payloads.map((payload) => decrypted(payload, keyOf))),
  };
}

function encrypted(payload: Payload, [id, key]: readonly [string, Uint8Array]): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  cipher.setAAD(Buffer.from(id));
  const data = [iv, cipher.update(Message.encode(payload).finish()), cipher.final(), cipher.getAuthTag()];
  return {
    metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(id) },
    data: Buffer.concat(data),
  };
}

function decrypted(payload: Payload, keyOf: ReadonlyMap<string, Uint8Array>): Payload {
  if (textOf(payload.metadata?.encoding) !== ENCODING) return payload;
  const id = textOf(payload.metadata?.['encryption-key-id']);
  const key = keyOf.get(id);
  if (!key) {
    throw new OncekError(
      'PayloadKey',
      `no key ${/^[0-9a-f]{16}$/.test(id) ? id : '(unnamed)'} in TEMPORAL_PAYLOAD_KEY; add the one it was encrypted with`,
    );
  }
  const data = payload.data ?? new Uint8Array();
  try {
    const decipher = createDecipheriv(CIPHER, key, data.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    const text = Buffer.concat([decipher.update(data.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return Message.decode(text);
  } catch (cause) {
    throw new OncekError('PayloadKey', `a payload of the key ${id} was changed or cut; it cannot be read`, { cause });
  }
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? new Uint8Array()).toString('utf8');
}
