import { judgeStory } from '../../../../scripts/faults/check-elsewhere';

const line = (kind: string) => ({ kind, who: 'Bagas', detail: 'APPROVED KENDALA' });

describe('judge of a story', () => {
  it('wants one decision of a review that waited', () => {
    expect(judgeStory('7', [line('classified'), line('reviewed'), line('rowWritten')], false)).toEqual([]);
    expect(judgeStory('7', [line('classified')], false)).toMatchObject([{ kind: 'undecided' }]);
    expect(judgeStory('7', [line('reviewed'), line('reviewed')], false)).toMatchObject([
      { kind: 'duplicated', text: expect.stringContaining('2 times') },
    ]);
  });

  it('allows a cancelled ticket to have none, and not to have two', () => {
    expect(judgeStory('7', [line('cancelled')], true)).toEqual([]);
    expect(judgeStory('7', [line('reviewed'), line('reviewed')], true)).toHaveLength(1);
  });
});
