import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

/** Payloads of a raw answer of the server, as they were before the client's codecs took them. @throws UnreadablePayload */
export async function decoded(
  { options }: Pick<Client, 'options'>,
  raw: readonly unknown[] | null | undefined,
): Promise<Payload[]> {
  let payloads = [...(raw ?? [])] as Payload[];
  for (const codec of [...options.loadedDataConverter.payloadCodecs].reverse()) payloads = await codec.decode(payloads);
  return payloads;
}
