import { shownType } from '../../../domain/media';
import { logsRowOf } from '../../../domain/ticket-rows';
import { factsOf, type MediaTrack } from '../../../domain/ticket';
import { filesOf, hasMedia, isTracked, mediaUrls, tracksOf } from '../../../domain/ticket-media';
import {
  NINE,
  aMedia,
  aProblem,
  aStaffMessage,
  aTicketState,
  minutesAfter,
  ticketSettings,
} from '../../support/makers';

const LATER = minutesAfter(NINE, 30);

function stored(fileId: string, messageId = 500): MediaTrack {
  const key = `media/${fileId}.jpg`;
  return { fileId, messageId, at: NINE, since: NINE, status: 'stored', key, url: `http://h/${fileId}` };
}

describe('the files of a ticket', () => {
  test('a problem without files has nothing to store', () => {
    const state = aTicketState();
    expect([filesOf(state), isTracked(state), mediaUrls(state), hasMedia(state, 'waiting')]).toEqual([
      [],
      true,
      null,
      false,
    ]);
  });

  test('its own file and the album’s, each with its message, wait from the moment they are seen', () => {
    const attachments = [{ ...aMedia({ fileId: 'f2', kind: 'video' }), messageId: 501 }];
    const state = aTicketState({ problem: aProblem({ media: aMedia({ fileId: 'f1' }), attachments }) });
    expect(isTracked(state)).toBe(false);
    const media = tracksOf(state, LATER);
    const waiting = { at: NINE, since: LATER, status: 'waiting', key: null, url: null };
    expect(media).toEqual([
      { fileId: 'f1', messageId: 500, ...waiting },
      { fileId: 'f2', messageId: 501, ...waiting },
    ]);
    expect(isTracked({ ...state, media })).toBe(true);
  });

  test('an edit to another file is stored anew under the edit’s instant; the files that stay keep their links', () => {
    const attachments = [{ ...aMedia({ fileId: 'f2' }), messageId: 501 }];
    const problem = aProblem({ media: aMedia({ fileId: 'f3' }), attachments, editedAt: LATER });
    const state = aTicketState({ problem, media: [stored('f1'), stored('f2', 501)] });
    const [own, other] = tracksOf(state, LATER);
    expect(own).toMatchObject({ fileId: 'f3', messageId: 500, at: LATER, status: 'waiting', url: null });
    expect(other).toEqual(stored('f2', 501));
  });

  test('a file edited away leaves no track', () => {
    const state = aTicketState({ media: [stored('f1')] });
    expect(isTracked(state)).toBe(false);
    expect(tracksOf(state, LATER)).toEqual([]);
  });

  test('the Logs row has the links of the stored files, each on a line', () => {
    const failed: MediaTrack = { ...stored('f2', 501), status: 'failed', key: null, url: null };
    const state = aTicketState(
      { problem: aProblem({ media: aMedia() }), media: [stored('f1'), failed, stored('f3', 502)] },
      [aStaffMessage()],
    );
    const settings = ticketSettings();
    const cells = logsRowOf(state, factsOf(state, settings.grammar), settings)!;
    expect([cells[7], cells[8]]).toEqual(['photo', 'http://h/f1\nhttp://h/f3']);
    expect(hasMedia(state, 'failed', 'tooLarge')).toBe(true);
  });
});

test.each([
  ['media/2031/03/03/-1/5_20310303T020000Z.jpg', 'image/jpeg'],
  ['a/b.jpeg', 'image/jpeg'],
  ['a/b.png', 'image/png'],
  ['a/b.mp4', 'video/mp4'],
  ['a/b.oga', 'audio/ogg'],
  ['a/b.svg', null],
  ['a/b.html', null],
  ['a/b.pdf', null],
  ['a/b.txt', null],
  ['a/b.apk', null],
  ['a/constructor', null],
  ['noextension', null],
])('%s is shown as %s', (key, type) => {
  expect(shownType(key)).toBe(type);
});
