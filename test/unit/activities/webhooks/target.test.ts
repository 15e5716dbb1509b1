import { OncekError } from '../../../../domain/errors';
import { webhookTarget } from '../../../../activities/webhooks/target';

const PUBLIC = { allowsPrivate: false };

test.each([
  ['https://desk.example/hook', 'https://desk.example/hook'],
  ['HTTPS://Desk.Example', 'https://desk.example/'],
  ['https://desk.example:8443/a?b=c#d', 'https://desk.example:8443/a?b=c'],
])('%s is taken as %s', (given, taken) => {
  expect(webhookTarget(given, PUBLIC)).toBe(taken);
});

test.each([
  ['', /address/],
  ['desk.example/hook', /address/],
  ['https://', /address/],
  [`https://desk.example/${'x'.repeat(2_000)}`, /2000/],
  ['http://desk.example/hook', /https/],
  ['ftp://desk.example/hook', /https/],
  ['file:///etc/passwd', /https/],
  ['javascript:alert(1)', /https/],
  ['https://user:pass@desk.example/', /user name/],
  ['https://user@desk.example/', /user name/],
])('%s is refused by name', (given, message) => {
  const taking = (): string => webhookTarget(given, PUBLIC);
  expect(taking).toThrow(OncekError);
  expect(taking).toThrow(message);
});

test('http is taken only where private receivers are allowed, and nothing else with it', () => {
  expect(webhookTarget('http://127.0.0.1:8099/hook', { allowsPrivate: true })).toBe('http://127.0.0.1:8099/hook');
  expect(() => webhookTarget('ftp://desk.example/', { allowsPrivate: true })).toThrow(/https/);
});
