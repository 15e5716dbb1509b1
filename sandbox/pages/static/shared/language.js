import { speaking } from '../common/language.js';
import { TEXTS } from './texts.js';

/** @typedef {keyof typeof TEXTS.en} TextKey */

export { language, locale, speak } from '../common/language.js';
export const { t, fillTexts } = speaking(TEXTS);
