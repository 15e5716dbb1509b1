import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { createPayloadCodec } from '../../../temporal/payloads/codec';
import { shareOfStep } from '../../../temporal/retrain-step';

const codec = createPayloadCodec({ encrypts: true, known: [Buffer.alloc(32, 7)] });
const clientWith = (payloadCodecs: readonly PayloadCodec[]) =>
  ({ options: { loadedDataConverter: { payloadCodecs } } }) as unknown as Client;

/** A run with these activities at work and what they told last. */
type AtWork = readonly [name: string, payload: Payload | null];
const runWith = (activities: readonly AtWork[]) => ({
  describe: () =>
    Promise.resolve({
      raw: {
        pendingActivities: activities.map(([name, payload]) => ({
          ...{ activityType: { name }, heartbeatDetails: payload && { payloads: [payload] } },
        })),
      },
    } as never),
});
const told = (value: unknown) => defaultPayloadConverter.toPayload(value);

test('of trials at once the shares add up; what tells no share, and what is no step that computes, counts nothing', async () => {
  const shares = (...activities: readonly AtWork[]) => shareOfStep(clientWith([]), runWith(activities));
  expect(await shares(['runTrial', told({ share: 0.25 })], ['runTrial', told({ share: 0.5 })])).toBe(0.75);
  expect(await shares(['runTrial', null], ['fitFinal', told(null)], ['showProgress', told({ share: 1 })])).toBeNull();
  expect(await shares()).toBeNull();
});

test('what is encrypted on its way is read all the same', async () => {
  const [encrypted] = await codec.encode([told({ share: 0.4 })]);
  expect(await shareOfStep(clientWith([codec]), runWith([['fitHoldOut', encrypted!]]))).toBe(0.4);
});
