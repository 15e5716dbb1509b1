import { createServer } from 'node:net';
import { OncekError } from '../domain/errors';

/**
 * Makes sure that nobody listens on the ports we are about to take.
 * @param ports - setting to port
 * @param host - IP address they are to be opened on
 * @throws InvalidSetting naming every taken port with the setting that moves it
 */
export async function assertPortsFree(ports: Readonly<Record<string, number>>, host = '127.0.0.1'): Promise<void> {
  const taken: string[] = [];
  for (const [setting, port] of Object.entries(ports)) {
    if (!(await isFree(port, host))) taken.push(`port ${port} is taken: stop what listens there, or set ${setting}`);
  }
  if (taken.length > 0) throw new OncekError('InvalidSetting', taken.join('\n'));
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
