import { DEFAULT_LANGUAGE, type Language } from '../language';
import { textsEn } from './en';
import { textsId, type Texts } from './id';

const TABLES: Readonly<Record<Language, Texts>> = { id: textsId, en: textsEn };

/** The texts about tickets. @param language - that of what was started before there was a choice where absent */
export function textsIn(language: Language = DEFAULT_LANGUAGE): Texts {
  return TABLES[language];
}
