import type { Language } from '../../domain/language';
import { botTextsEn } from './en/bot';
import { intakeTextsEn } from './en/intake';
import { reportTextsEn } from './en/reports';
import { retrainTextsEn } from './en/retrain';
import { botTextsId, type BotTexts } from './id/bot';
import { intakeTextsId, type IntakeTexts } from './id/intake';
import { reportTextsId, type ReportTexts } from './id/reports';
import { retrainTextsId, type RetrainTexts } from './id/retrain';

const BOT: Readonly<Record<Language, BotTexts>> = { id: botTextsId, en: botTextsEn };
const INTAKE: Readonly<Record<Language, IntakeTexts>> = { id: intakeTextsId, en: intakeTextsEn };
const REPORTS: Readonly<Record<Language, ReportTexts>> = { id: reportTextsId, en: reportTextsEn };
const RETRAIN: Readonly<Record<Language, RetrainTexts>> = { id: retrainTextsId, en: retrainTextsEn };

/** What the bots say by themselves. */
export const botTextsIn = (language: Language): BotTexts => BOT[language];
/** What admins hear of the intake. */
export const intakeTextsIn = (language: Language): IntakeTexts => INTAKE[language];
/** What reports say. */
export const reportTextsIn = (language: Language): ReportTexts => REPORTS[language];
/** What the admin bot says of retraining. */
export const retrainTextsIn = (language: Language): RetrainTexts => RETRAIN[language];
