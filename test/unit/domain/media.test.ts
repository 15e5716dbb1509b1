import { mediaExtension, mediaObjectKey, pickMedia } from '../../../domain/media';

const file = (file_id: string) => ({ file_id });

describe('the stored file of a message', () => {
  it('is the largest photo', () => {
    const photo = [
      { file_id: 's', width: 90, height: 60 },
      { file_id: 'l', width: 1280, height: 960, file_size: 5 },
      { file_id: 'm', width: 320, height: 240 },
    ];
    expect(pickMedia({ photo })).toEqual({ kind: 'photo', fileId: 'l', fileName: null, mimeType: null, sizeBytes: 5 });
  });

  it('is the animation of a GIF, which carries a document too', () => {
    expect(pickMedia({ document: file('d'), animation: file('a') })).toMatchObject({ kind: 'animation', fileId: 'a' });
  });

  it('is a video, an audio, a document, or nothing', () => {
    expect(pickMedia({ video: file('v') })).toMatchObject({ kind: 'video' });
    expect(pickMedia({ audio: file('u') })).toMatchObject({ kind: 'audio' });
    expect(pickMedia({ document: file('d') })).toMatchObject({ kind: 'document' });
    expect(pickMedia({ photo: [] })).toBeNull();
  });
});

describe('its extension', () => {
  it.each([
    ['laporan.PDF', 'image/png', 'document', 'pdf'],
    ['laporan', 'image/png', 'document', 'png'],
    ['arsip.tar.gz', null, 'document', 'gz'],
    ['..', null, 'document', 'bin'],
    ['a.../../x', 'text/plain; charset=utf-8', 'document', 'txt'],
    [null, 'x/unknown', 'video', 'mp4'],
    [null, 'constructor', 'audio', 'mp3'],
    [null, null, 'photo', 'jpg'],
  ] as const)('of %p, %p, %s is %s', (fileName, mimeType, kind, expected) => {
    expect(mediaExtension({ kind, fileName, mimeType })).toBe(expected);
  });
});

describe('its key', () => {
  const media = { kind: 'photo', fileName: null, mimeType: null } as const;

  it('tells day, chat, message and second in UTC', () => {
    const key = mediaObjectKey({
      prefix: 'media',
      chatId: -1001,
      messageId: 7,
      at: '2026-02-01T01:30:05+07:00',
      media,
    });
    expect(key).toBe('media/2026/01/31/-1001/7_20260131T183005Z.jpg');
  });

  it('takes a prefix with slashes, or none', () => {
    const at = '2026-01-31T18:30:05.123Z';
    expect(mediaObjectKey({ prefix: '/a/b/', chatId: 1, messageId: 7, at, media })).toMatch(/^a\/b\/2026\//);
    expect(mediaObjectKey({ prefix: '', chatId: 1, messageId: 7, at, media })).toMatch(/^2026\//);
  });
});
