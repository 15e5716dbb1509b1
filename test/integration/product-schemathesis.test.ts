import { OPERATIONS } from '../../api/openapi/operations';
import { makeKnown } from '../../scripts/schemathesis/known';
import { runSchemathesis } from '../../scripts/schemathesis/run';
import { install, startProduct, type Installation, type RunningProduct } from '../support/product';
import { findSchemathesis } from '../support/tools';

const program = findSchemathesis();

(program ? describe : describe.skip)('the API does what its document says [needs schemathesis]', () => {
  let installation: Installation;
  let product: RunningProduct;

  beforeAll(async () => {
    installation = await install({
      ...{ SHEET_SYNC_SECONDS: '10', API_RATE_PER_MINUTE: '0', API_FAILED_PER_MINUTE: '0' },
      TELEGRAM_GROUP_PER_MINUTE: '100000',
    });
    product = await startProduct(installation);
  }, 150_000);

  afterAll(async () => {
    await product?.kill();
    await installation?.remove();
  });

  it('with right and wrong values, without a key, by other methods, and one call after the other', async () => {
    const { api, sandbox } = installation;
    const known = await makeKnown({ api, sandbox });
    const { code, output } = await runSchemathesis({ program: program!, api, known, args: [] });
    if (code !== 0) throw new Error(`Schemathesis ended with ${code}:\n${output}`);
    const [, selected, all, tested] = /Selected: (\d+)\/(\d+)\s+Tested: (\d+)/.exec(output) ?? [];
    expect([selected, tested]).toEqual([all, all]);
    // It leaves out the call that gives it the document.
    expect(Number(all)).toBe(OPERATIONS.length - 1);
  }, 240_000);
});
