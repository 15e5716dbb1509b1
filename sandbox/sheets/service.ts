import type { Router } from 'express';
import type { SandboxCore, SandboxService } from '../service';
import { addDriveRoutes } from './drive-routes';
import { addGoogleRoutes } from './google-routes';
import { addPeopleRoutes } from './people-routes';
import { Quota } from './quota';
import { DEFAULT_SHEETS_SETTINGS, sheetsSettingsSchema, type SheetsSettings } from './settings';
import { applyChange, newWorld, restoreWorld, snapshotWorld, type Change } from './world';

/**
 * The stand-in of Google Sheets, of the part of Drive that finds, makes and shares spreadsheets, and of the token address.
 * @throws ZodError for settings out of range
 */
export function createSheetsService(given: Partial<SheetsSettings> = {}): SandboxService {
  const settings = sheetsSettingsSchema.parse({ ...DEFAULT_SHEETS_SETTINGS, ...given });
  let world = newWorld();
  return {
    name: 'sheets',
    routes(router: Router, core: SandboxCore): void {
      const commit = (change: Change): object => {
        const answer = applyChange(world, change);
        core.changed(change);
        if ('spreadsheetId' in change) core.publish({ kind: 'changed', spreadsheetId: change.spreadsheetId });
        return answer;
      };
      addPeopleRoutes(router, { world, settings, commit });
      const google = { core, world, settings, quota: new Quota(settings), commit };
      addGoogleRoutes(router, google);
      addDriveRoutes(router, google);
    },
    snapshot: () => snapshotWorld(world),
    restore(state: unknown): void {
      world = restoreWorld(state);
    },
    replay(entry: unknown): void {
      applyChange(world, entry as Change);
    },
  };
}
