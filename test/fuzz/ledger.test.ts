import fc from 'fast-check';
import { createSheetReader } from '../../activities/sheets/reader';
import { writeBatch } from '../../activities/sheets/write-batch';
import { Story, steps, type Step } from '../support/ledger-story';
import { fuzzMinutes, fuzzParameters, fuzzTimeoutMs } from '../support/fuzz';
import { aWriter } from '../unit/activities/sheets-makers';

type Writer = Awaited<ReturnType<typeof aWriter>> & { readonly story: Story };
/** Keys that were wished for so far. */
type Wished = Set<string>;

function assertNothingTwice({ model }: Writer, wished: Wished): void {
  // Throws where a key stands in two rows.
  const keys = model.sheets.length > 0 ? [...model.keyed('Logs').keys()] : [];
  expect(keys.filter((key) => !wished.has(key))).toEqual([]);
}

/** A row is wished for, a batch goes out over a line with faults, people sort, insert, delete, edit, or a late write lands. */
class Take implements fc.AsyncCommand<Wished, Writer> {
  constructor(private readonly step: Step) {}
  check = (): boolean => true;
  async run(wished: Wished, writer: Writer): Promise<void> {
    if (this.step.do === 'wish') wished.add(this.step.key);
    await writer.story.take(this.step);
    assertNothingTwice(writer, wished);
  }
  toString = (): string => JSON.stringify(this.step);
}

/** The worker is killed between two batches: what it remembered of the spreadsheet is gone. */
class Restart implements fc.AsyncCommand<Wished, Writer> {
  check = (): boolean => true;
  run(_: Wished, { deps, model }: Writer): Promise<void> {
    Object.assign(deps, { reader: createSheetReader(model) });
    return Promise.resolve();
  }
  toString = (): string => 'restart';
}

/** All that waits is written at last, and each row stands as it should. */
async function settle({ story, model }: Writer): Promise<void> {
  await story.drain();
  model.landLate();
  story.check();
}

test(
  'a ledger over a line that loses, delays and repeats, under people who sort and edit, writes each row once',
  async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.commands([steps.map((step) => new Take(step)), fc.constant(new Restart())], {
          maxCommands: 40,
          size: 'max',
        }),
        async (commands) => {
          const parts = await aWriter();
          const story = new Story(parts.model, (batch, isRetry) => writeBatch(parts.deps, batch, isRetry));
          const writer: Writer = { ...parts, story };
          try {
            await fc.asyncModelRun(() => ({ model: new Set<string>(), real: writer }), commands);
            taken += 1;
            await settle(writer);
          } finally {
            await parts.mirror.close();
          }
        },
      ),
      fuzzParameters(150),
    );
    expect(taken).toBeGreaterThan(100);
    if (fuzzMinutes() !== null) process.stdout.write(`${taken} walks\n`);
  },
  fuzzTimeoutMs(),
);
