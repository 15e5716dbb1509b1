import { mapAtMost } from '../../../api/map-at-most';

test('results stand in the order of the items', async () => {
  await expect(mapAtMost(2, [3, 1, 2], (item) => Promise.resolve(item * 10))).resolves.toEqual([30, 10, 20]);
  await expect(mapAtMost(2, [], () => Promise.reject(new Error('never called')))).resolves.toEqual([]);
});

test('after the first failure those under way may end, and no other begins', async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const mapped = mapAtMost(3, [1, 2, 3, 4, 5], (item) => {
    begun.push(item);
    if (item === 1) return Promise.reject(new Error('first'));
    return new Promise<void>((resolve) => void ends.push(resolve));
  });
  await expect(mapped).rejects.toThrow('first');
  for (const end of ends) end();
  await new Promise(setImmediate);
  expect(begun).toEqual([1, 2, 3]);
});
