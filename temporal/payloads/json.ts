import type { Payload } from '@temporalio/common';

/** A payload as Temporal's remote codec protocol writes it: bytes as base64, in the metadata too. */
export interface PayloadJson {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

/** Reads payloads of the protocol; their base64 must have been checked. */
export function payloadsFromJson(payloads: readonly PayloadJson[]): Payload[] {
  return payloads.map(({ metadata = {}, data = '' }) => ({
    metadata: mapped(metadata, (text) => new Uint8Array(Buffer.from(text, 'base64'))),
    data: new Uint8Array(Buffer.from(data, 'base64')),
  }));
}

/** Writes payloads for the protocol. */
export function payloadsToJson(payloads: readonly Payload[]): PayloadJson[] {
  return payloads.map(({ metadata, data }) => ({ metadata: mapped(metadata ?? {}, base64), data: base64(data) }));
}

function base64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? new Uint8Array()).toString('base64');
}

function mapped<A, B>(entries: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, change(value)]));
}
