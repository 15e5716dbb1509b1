import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault';
import type { Installation } from './installation';
import { changedBuild } from './changed-build';
import type { Random } from './random';
import type { Service } from './services';

const TRACK = 'processes';
const STORM_RESTARTS = 20;
const STORM_EVERY_MS = 3_000;
const CLOCK_STEP_S = 300;
const CLOCK_MS = 5_000;

/** Faults of our own processes, and of the Temporal server. */
export function processFaults(installation: Installation, random: Random): Fault[] {
  const { services } = installation;
  return [
    ...services.flatMap((service) => [killed(service), terminated(service)]),
    ...services
      .filter(({ setClock }) => setClock !== null)
      .flatMap((service) => [stepped(service, 1), stepped(service, -1)]),
    { name: 'kill-temporal', track: TRACK, inject: () => installation.restartTemporal() },
    storm(services, random),
    deployed(installation),
  ];
}

function killed(service: Service): Fault {
  return {
    ...{ name: `kill-${service.name}`, track: TRACK },
    async inject() {
      await service.end('SIGKILL');
      await service.start();
    },
  };
}

function terminated(service: Service): Fault {
  return {
    ...{ name: `term-${service.name}`, track: TRACK },
    async inject() {
      const code = await service.end('SIGTERM');
      if (code !== 0) throw new Error(`${service.name}: SIGTERM ended it with ${code}, not 0`);
      await service.start();
    },
  };
}

/** Its clock is five minutes ahead of, or behind, those of all others for a while. */
function stepped(service: Service, direction: 1 | -1): Fault {
  return {
    ...{ name: `clock-${direction > 0 ? 'ahead' : 'behind'}-${service.name}`, track: 'clocks' },
    async inject() {
      service.setClock?.(direction * CLOCK_STEP_S);
      await sleep(CLOCK_MS);
      service.setClock?.(0);
    },
  };
}

/** 20 kills in a minute, of whichever service, also of those that have not come up yet. */
function storm(services: readonly Service[], random: Random): Fault {
  return {
    ...{ name: 'restart-storm', track: TRACK, isLong: true },
    async inject() {
      const starting = new Map<Service, Promise<void>>();
      for (let restarts = 0; restarts < STORM_RESTARTS; restarts += 1) {
        const service = random.pick(services);
        await service.end('SIGKILL');
        // A start that was cut short by the next kill ends without an error.
        starting.set(
          service,
          Promise.all([starting.get(service), service.start()]).then(() => undefined),
        );
        await sleep(STORM_EVERY_MS);
      }
      await Promise.all(starting.values());
    },
  };
}

/** A worker of changed workflow code takes over tickets that are open, and the next time the old code does. */
function deployed({ services, folder }: Installation): Fault {
  let isChanged = false;
  return {
    ...{ name: 'deploy-worker', track: TRACK },
    async inject() {
      const worker = services.find(({ name }) => name === 'worker');
      if (!worker) return;
      const builds = await changedBuild(folder);
      isChanged = !isChanged;
      worker.runFrom(isChanged ? builds.changed : builds.own);
      await worker.end('SIGTERM');
      await worker.start();
    },
  };
}
