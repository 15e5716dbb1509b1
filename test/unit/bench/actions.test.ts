import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CountedEvent, actionsOf, growth, sumOf, totalOf } from '../../../bench/tickets/actions';

const HISTORIES = join(__dirname, '../../replay/histories');

const countOf = (name: string) => {
  const { events } = JSON.parse(readFileSync(join(HISTORIES, `${name}.json`), 'utf8')) as { events: CountedEvent[] };
  return sumOf(events.map(actionsOf));
};

test('counts a recorded ticket: start, signals, timers, upserts, activities and their further attempts', () => {
  const counts = countOf('ticket-recorded');
  expect(counts).toEqual({ start: 1, signal: 8, timer: 2, attributes: 4, activity: 9, retry: 2 });
  expect(totalOf(counts)).toBe(26);
});

test('an accepted update is one action', () => {
  expect(countOf('ticket-reviewed').update).toBe(3);
});

test('what a patch records of itself is free, a local activity’s marker is not', () => {
  const marker = (markerName: string) => actionsOf({ markerRecordedEventAttributes: { markerName } });
  expect(marker('core_patch')).toEqual({});
  expect(marker('core_local_activity')).toEqual({ marker: 1 });
  const upsert = (...names: string[]) =>
    actionsOf({
      upsertWorkflowSearchAttributesEventAttributes: {
        searchAttributes: { indexedFields: Object.fromEntries(names.map((name) => [name, {}])) },
      },
    });
  expect(upsert('TemporalChangeVersion')).toEqual({});
  expect(upsert('TemporalChangeVersion', 'OncekPhase')).toEqual({ attributes: 1 });
});

test('of the server’s own counts only what came in between is told', () => {
  expect(growth({ a: 2, b: 5 }, { a: 2, b: 7, c: 1 })).toEqual({ b: 2, c: 1 });
});
