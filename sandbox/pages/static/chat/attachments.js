import { byId, byIdAs, make } from '../common/dom.js';
import { icon } from '../common/icons.js';
import { t } from '../shared/language.js';
import { toast } from '../common/toast.js';

/** @typedef {{ file: File, kind: 'photo' | 'video' | 'audio' | 'document', url: string }} Attachment */

/** As many as an album of Telegram holds. */
const MAX_FILES = 10;
/** What the sandbox takes in one message. */
const MAX_BYTES = 10_000_000;

/**
 * The files chosen for the next message.
 * @param {() => void} onChange
 */
export function attachmentList(onChange) {
  /** @type {Attachment[]} */
  let chosen = [];
  const list = byId('attachments');
  const input = byIdAs('files', HTMLInputElement);
  input.addEventListener('change', () => {
    add([...(input.files ?? [])]);
    input.value = '';
  });

  /** @param {readonly File[]} files */
  function add(files) {
    for (const file of files) {
      if (file.size > MAX_BYTES) toast(t('fileTooBig', { name: file.name }), 'problem');
      else if (file.size === 0) toast(t('fileEmpty', { name: file.name }), 'problem');
      else if (chosen.length >= MAX_FILES) return void toast(t('tooManyFiles', { count: MAX_FILES }), 'problem');
      else chosen.push({ file, kind: kindOf(file), url: URL.createObjectURL(file) });
      draw();
    }
  }

  /** @param {Attachment} gone */
  function remove(gone) {
    URL.revokeObjectURL(gone.url);
    chosen = chosen.filter((one) => one !== gone);
    draw();
    byId('text').focus();
  }

  function draw() {
    list.hidden = chosen.length === 0;
    list.replaceChildren(
      ...chosen.map((one) =>
        make(
          'li',
          {},
          one.kind === 'photo'
            ? make('img', { src: one.url, alt: one.file.name })
            : make('span', { class: 'file' }, icon('file'), one.file.name),
          make(
            'button',
            {
              type: 'button',
              class: 'round',
              'aria-label': t('removeFile', { name: one.file.name }),
              onclick: () => remove(one),
            },
            icon('close'),
          ),
        ),
      ),
    );
    onChange();
  }

  return {
    add,
    get files() {
      return chosen;
    },
    clear() {
      for (const { url } of chosen) URL.revokeObjectURL(url);
      chosen = [];
      draw();
    },
    /** @param {string} accept */
    ask(accept) {
      input.accept = accept;
      input.click();
    },
  };
}

/**
 * The messages' media as people's calls want them.
 * @param {Attachment} attachment
 */
export async function mediaOf({ file, kind }) {
  return {
    type: kind,
    sizeBytes: file.size,
    content: await base64Of(file),
    ...(kind !== 'photo' && { fileName: file.name }),
  };
}

/**
 * A picture as a technician would send it: the screen of a phone with an error.
 * @param {number} number - other ones look different
 * @returns {Promise<File>}
 */
export async function samplePicture(number) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 720 });
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  const errors = ['USER AUTH LOCKED', 'REQUEST FAILED (500)', 'USER NOT FOUND'];
  const fill = (/** @type {string} */ colour, /** @type {[number, number, number, number]} */ area, round = 0) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.roundRect(...area, round);
    pen.fill();
  };
  const write = (
    /** @type {string} */ text,
    /** @type {number} */ y,
    /** @type {string} */ font,
    /** @type {string} */ colour,
  ) => {
    pen.font = font;
    pen.fillStyle = colour;
    pen.fillText(text, 240, y);
  };
  pen.textAlign = 'center';
  fill('#eef3f7', [0, 0, 480, 720]);
  fill(['#b3372e', '#245b8f', '#5a3d91'][number % 3] ?? '#b3372e', [0, 0, 480, 110]);
  write('MyTech', 68, 'bold 34px sans-serif', '#ffffff');
  fill('#ffffff', [40, 180, 400, 330], 20);
  write('⚠', 290, '84px sans-serif', '#b3261e');
  write(errors[number % 3] ?? '', 370, 'bold 30px sans-serif', '#22303c');
  write(t('samplePictureLine'), 420, '22px sans-serif', '#51606d');
  fill('#2a7ab8', [140, 445, 200, 46], 23);
  write('OK', 476, 'bold 22px sans-serif', '#ffffff');
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
  return new File([/** @type {Blob} */ (blob)], `${t('samplePictureName')}-${number + 1}.jpg`, { type: 'image/jpeg' });
}

/**
 * @param {File} file
 * @returns {Attachment['kind']}
 */
function kindOf({ type }) {
  if (/^image\/(jpeg|png|webp)$/.test(type)) return 'photo';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') ? 'audio' : 'document';
}

/** @param {File} file */
async function base64Of(file) {
  const reader = new FileReader();
  reader.readAsDataURL(file);
  await new Promise((resolve, reject) => {
    reader.addEventListener('load', resolve);
    reader.addEventListener('error', () => reject(new Error(t('fileUnreadable', { name: file.name }))));
  });
  return String(reader.result).slice(String(reader.result).indexOf(',') + 1);
}
