import { GoogleGenerativeAIAbortError, GoogleGenerativeAIFetchError } from '@google/generative-ai';
import { geminiTroubleOf } from '../../../activities/adapters/gemini-errors';

const RPC = 'type.googleapis.com/google.rpc.';
const quota = (quotaId: string) => ({ '@type': `${RPC}QuotaFailure`, violations: [{ quotaId }] });
const answered = (status: number, message = 'no', details: object[] = []) =>
  new GoogleGenerativeAIFetchError(message, status, 'text', details as never);

test.each([
  ['rate-limit', true, answered(429, 'Resource has been exhausted')],
  ['quota', true, answered(429, 'You exceeded your current quota, please check your plan')],
  ['quota', true, answered(429, 'no', [quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')])],
  ['rate-limit', true, answered(429, 'your quota', [quota('GenerateRequestsPerMinutePerProjectPerModel')])],
  ['key', false, answered(400, 'API key not valid. Please pass a valid API key.')],
  ['key', false, answered(401)],
  ['key', false, answered(403)],
  ['timeout', false, new GoogleGenerativeAIAbortError('Request aborted')],
  ['timeout', false, new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
  ['timeout', true, answered(504)],
  ['other', true, answered(500)],
  ['other', true, answered(503)],
  ['other', false, answered(404, 'models/x is not found')],
  ['other', false, new TypeError('fetch failed')],
  ['other', false, 'not even an error'],
  ['other', false, null],
])('%s, worth another try: %s, is what %s means', (failure, isPassing, error) => {
  expect(geminiTroubleOf(error)).toMatchObject({ failure, isPassing });
});

test.each([
  ['12s', 12_000],
  ['0.5s', 500],
  ['soon', null],
  [7, null],
])('a retry delay of %j is %p ms', (retryDelay, expected) => {
  const error = answered(429, 'no', [{ '@type': `${RPC}RetryInfo`, retryDelay }]);
  expect(geminiTroubleOf(error).retryAfterMs).toBe(expected);
});

test('a refused schema is told from other refusals', () => {
  expect(geminiTroubleOf(answered(400, 'The specified schema produces a constraint that has too many states'))).toEqual(
    { failure: 'other', status: 400, isPassing: false, retryAfterMs: null, refusesSchema: true },
  );
  expect(geminiTroubleOf(answered(400, 'Invalid value at contents')).refusesSchema).toBe(false);
});
