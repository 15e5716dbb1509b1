import type { BehaviourChange } from './gemini/behaviour';
import { createGeminiService } from './gemini/service';
import type { SandboxService } from './service';
import { createSheetsService } from './sheets/service';
import type { SheetsSettings } from './sheets/settings';
import { createTelegramService } from './telegram/service';
import type { TelegramSettings } from './telegram/settings';

/** What can be set for each stand-in; all of it has defaults. */
export interface SandboxSettings {
  telegram?: Partial<TelegramSettings>;
  sheets?: Partial<SheetsSettings>;
  gemini?: Partial<BehaviourChange>;
}

/** All stand-ins, in the order their routes are tried. A new one is added here and nowhere else. */
export function createServices(settings: SandboxSettings): SandboxService[] {
  return [
    createTelegramService(settings.telegram),
    createSheetsService(settings.sheets),
    createGeminiService(settings.gemini),
  ];
}
