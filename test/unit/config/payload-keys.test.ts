import { randomBytes } from 'node:crypto';
import { pageSettingsOf } from '../../../api/console/page-settings';
import { loadConfig } from '../../../config/env';
import { parsePayloadKeys } from '../../../config/payload-keys';

const [A, B] = [randomBytes(32), randomBytes(32)];
const text = (key: Buffer) => key.toString('base64');

test('without the setting nothing is encrypted', () => {
  expect(loadConfig({}).temporal.payloadKeys).toBeNull();
});

test('the first key encrypts and all are known, base64url too', () => {
  const { payloadKeys } = loadConfig({ TEMPORAL_PAYLOAD_KEY: `${text(A)}, ${B.toString('base64url')}` }).temporal;
  expect(payloadKeys).toEqual({ encrypts: true, known: [new Uint8Array(A), new Uint8Array(B)] });
});

test('behind “plain” keys are only for reading', () => {
  const { payloadKeys } = loadConfig({ TEMPORAL_PAYLOAD_KEY: `plain,${text(A)}` }).temporal;
  expect(payloadKeys).toEqual({ encrypts: false, known: [new Uint8Array(A)] });
});

test.each([
  ['too short', text(A.subarray(1)), /entry 1 is not 32 bytes/],
  ['too long', text(Buffer.concat([A, B])), /entry 1 is not 32 bytes/],
  ['hex', A.toString('hex'), /entry 1 is not 32 bytes/],
  ['a hole', `${text(A)},,${text(B)}`, /entry 2 is not 32 bytes/],
  ['only “plain”', 'plain', /no key stands behind "plain"/],
  ['“plain” in the middle', `${text(A)},plain`, /entry 2 is not 32 bytes/],
  ['behind “plain” something else', `plain,${text(A)},x`, /entry 3 is not 32 bytes/],
  ['twice the same', `${text(A)},${text(A)}`, /a key stands there twice/],
])('%s is a fault that does not show the key', (_, given, fault) => {
  const { faults } = parsePayloadKeys(given);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
  expect(faults[0]).not.toContain(text(A).slice(0, 20));
  expect(() => loadConfig({ TEMPORAL_PAYLOAD_KEY: given })).toThrow(fault);
});

test('pages of Temporal UI are known by the port, else by the address', () => {
  expect(loadConfig({ TEMPORAL_UI_PORT: '18233' }).temporal.uiOrigins).toEqual([
    'http://127.0.0.1:18233',
    'http://localhost:18233',
  ]);
  expect(loadConfig({ TEMPORAL_UI_URL: 'https://desk.example.com/temporal/' }).temporal.uiOrigins).toEqual([
    'https://desk.example.com',
  ]);
});

test('the console leads to Temporal UI where people reach it: on this machine, or where the settings say', () => {
  const addressOf = (env: Readonly<Record<string, string>>) => pageSettingsOf(loadConfig(env)).temporalUrl;
  expect(addressOf({ TEMPORAL_UI_PORT: '18233' })).toBe('http://127.0.0.1:18233/namespaces/default/workflows');
  expect(addressOf({ TEMPORAL_UI_URL: 'https://desk.example.com/temporal/', TEMPORAL_NAMESPACE: 'desk' })).toBe(
    'https://desk.example.com/temporal/namespaces/desk/workflows',
  );
});
