import { waitFor } from '../support/wait';

describe('waitFor', () => {
  test('returns the first truthy value', async () => {
    let looks = 0;
    const value = await waitFor(() => (++looks === 3 ? 'third look' : null), { describe: 'third look', intervalMs: 1 });
    expect(value).toBe('third look');
  });

  test('takes a look that throws as "not yet"', async () => {
    let looks = 0;
    const look = (): number => {
      if (++looks < 2) throw new Error('not listening yet');
      return looks;
    };
    await expect(waitFor(look, { describe: 'server listens', intervalMs: 1 })).resolves.toBe(2);
  });

  test('names what it waited for and keeps the last error as cause', async () => {
    const refused = new Error('connection refused');
    const wait = waitFor(() => Promise.reject<string>(refused), {
      describe: 'server answers',
      timeoutMs: 5,
      intervalMs: 1,
    });
    await expect(wait).rejects.toMatchObject({ message: 'not within 5 ms: server answers', cause: refused });
  });
});
