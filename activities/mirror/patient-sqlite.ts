import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteDialect, type DatabaseConnection, type Driver } from 'kysely';

/** How long a statement waits for another process's write to end. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 25;

/**
 * Milliseconds that SQLite itself may wait for a lock. It waits where everything else of the process stands still: a worker
 * that did so for seconds lost the workflow tasks it had in hand.
 */
export const STANDSTILL_MS = 20;

/** SQLite whose statements wait for the lock of another process while the rest of ours goes on. */
export class PatientSqliteDialect extends SqliteDialect {
  override createDriver(): Driver {
    const driver = super.createDriver();
    const acquire = driver.acquireConnection.bind(driver);
    driver.acquireConnection = async (...given) => patient(await acquire(...given));
    return driver;
  }
}

function patient(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery(query) {
      const deadlineMs = performance.now() + PATIENCE_MS;
      for (;;) {
        try {
          return await connection.executeQuery(query);
        } catch (error) {
          // A statement that was refused for the lock has changed nothing.
          if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || performance.now() > deadlineMs) throw error;
        }
        await sleep(LOOK_MS);
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}
