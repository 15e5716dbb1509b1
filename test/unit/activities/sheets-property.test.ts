import fc from 'fast-check';
import { writeBatch } from '../../../activities/sheets/write-batch';
import { Story, steps } from '../../support/ledger-story';
import { aWriter } from './sheets-makers';

it('whatever breaks, moves or is edited: each key has one row, with our cells right and people’s kept', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 25 }), async (taken) => {
      const { model, mirror, deps } = await aWriter();
      try {
        const story = new Story(model, (batch, isRetry) => writeBatch(deps, batch, isRetry));
        for (const next of taken) await story.take(next);
        await story.drain();
        model.landLate();
        story.check();
      } finally {
        await mirror.close();
      }
    }),
    { numRuns: 300, seed: 20_260_302 },
  );
});
