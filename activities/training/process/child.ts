import { doJob } from './jobs';
import { sentError, type JobNews, type JobRequest } from './messages';

/*
 * The program of a training process: does one job and ends. Ctrl-C reaches it as well as the process that started it,
 * which alone decides; without that process nobody waits for the job any more.
 */
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(1));

process.once('message', ({ name, input, places }: JobRequest) => {
  const telling = {
    progress: (share: number) => say({ kind: 'progress', share }),
    warn: (fields: Record<string, unknown>, message: string) => say({ kind: 'warning', fields, message }),
  };
  doJob(name, input as never, { places, telling }).then(
    (result) => say({ kind: 'done', result }, () => process.exit(0)),
    (cause: unknown) => say({ kind: 'failed', error: sentError(cause) }, () => process.exit(0)),
  );
});

function say(news: JobNews, then?: () => void): void {
  process.send?.(news, undefined, undefined, then);
}
