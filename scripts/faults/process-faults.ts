import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Span } from './fault';
import type { Installation } from './installation';
import { changedBuild } from './changed-build';
import type { Random } from './random';
import type { Service } from './services';

const TRACK = 'processes';
/** The one that takes a minute. */
export const STORM = 'restart-storm';
const STORM_RESTARTS = 20;
const STORM_EVERY_MS = 3_000;
const CLOCK_STEP_S = 300;
/** So much longer than other faults: a process looks at its fake clock each second. */
const CLOCK_SHARE = 5 / 3;

/** Faults of our own processes, and of the Temporal server. @param ms - how long what lasts does, about */
export function processFaults(installation: Installation, random: Random, ms: number): Fault[] {
  const { services } = installation;
  return [
    ...services.flatMap((service) => [killed(service), terminated(service)]),
    ...services
      .filter(({ setClock }) => setClock !== null)
      .flatMap((service) => [stepped(service, 1, ms), stepped(service, -1, ms)]),
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
function stepped(service: Service, direction: 1 | -1, ms: number): Fault {
  return {
    ...{ name: `clock-${direction > 0 ? 'ahead' : 'behind'}-${service.name}`, track: 'clocks' },
    async inject() {
      service.setClock?.(direction * CLOCK_STEP_S);
      await sleep(ms * CLOCK_SHARE);
      service.setClock?.(0);
    },
  };
}

/** 20 kills in a minute, of whichever service, also of those that have not come up yet: a fault each. */
function storm(services: readonly Service[], random: Random): Fault {
  return {
    ...{ name: STORM, track: TRACK, isLong: true },
    async inject() {
      const kills: Promise<Span>[] = [];
      for (let restarts = 0; restarts < STORM_RESTARTS; restarts += 1) {
        const service = random.pick(services);
        const startedMs = Date.now();
        await service.end('SIGKILL');
        // A start that was cut short by the next kill ends without an error.
        kills.push(service.start().then(() => ({ startedMs, endedMs: Date.now() })));
        await sleep(STORM_EVERY_MS);
      }
      return Promise.all(kills);
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
