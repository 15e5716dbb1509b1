import { reachTemporal } from '../../../workers/reach-temporal';
import { freePort } from '../../support/ports';

const nobodyAt = async () => ({
  address: `127.0.0.1:${await freePort()}`,
  namespace: 'default',
  uiPort: 1,
  keepsCallStacks: false,
  payloadKeys: null,
  uiUrl: 'http://127.0.0.1:8233',
  uiOrigins: [],
});

describe('reachTemporal', () => {
  it('gives up after its time, naming address, namespace and settings, and says once that it waits', async () => {
    const config = await nobodyAt();
    const onWaiting = jest.fn();
    const reaching = reachTemporal(config, { signal: new AbortController().signal, waitMs: 300, onWaiting });
    await expect(reaching).rejects.toMatchObject({
      type: 'InvalidSetting',
      message:
        `no Temporal server with the namespace default at ${config.address} within 0.3 s (nothing answers); ` +
        'check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the server',
    });
    expect(onWaiting).toHaveBeenCalledTimes(1);
  });

  it('ends with the reason of a signal that is aborted meanwhile', async () => {
    const stopping = new AbortController();
    const reaching = reachTemporal(await nobodyAt(), {
      signal: stopping.signal,
      onWaiting: () => stopping.abort(new Error('stopped')),
    });
    await expect(reaching).rejects.toThrow(/stopped|aborted/);
  });
});
