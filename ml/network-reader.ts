import { createKernel, type Kernel, roundUp } from './kernel/kernel';
import type { NetworkModel } from './network';

/**
 * Scores one row's entries after the other's: a number per class, logits before any scaling.
 * @param end - one past the row's last entry; @param out - receives the scores
 */
export type RowReader = (
  indices: Int32Array,
  values: Float64Array,
  start: number,
  end: number,
  out: Float64Array,
) => void;

/** Entries a row has room for at first. */
const FIRST_ROOM = 512;

/**
 * Puts the weights into a kernel's memory, where they stay as long as the reader does; the model itself is not kept.
 */
export function createNetworkReader({ networks, numCols, hidden, classes, ...model }: NetworkModel): RowReader {
  const kernel = createKernel();
  const { loops } = kernel;
  const wide = roundUp(classes, 4);
  const inner = kernel.reserve(networks * numCols * hidden);
  const scales = kernel.reserve(4 * networks * numCols);
  const innerBias = kernel.reserve(4 * networks * hidden);
  const outer = kernel.reserve(4 * networks * hidden * wide);
  const levels = kernel.reserve(4 * hidden);
  const scores = kernel.reserve(4 * wide);
  let row = reserveRow(kernel, FIRST_ROOM);
  kernel.bytes(inner, model.inner.length).set(model.inner);
  kernel.floats(scales, model.scales.length).set(model.scales);
  kernel.floats(innerBias, model.innerBias.length).set(model.innerBias);
  const outers = kernel.floats(outer, networks * hidden * wide);
  for (let unit = 0; unit < networks * hidden; unit += 1) {
    outers.set(model.outer.subarray(unit * classes, (unit + 1) * classes), unit * wide);
  }
  // A copy: the array may be a view of a whole file, which it would keep in memory.
  const bias = Float32Array.from(model.outerBias);
  let out4 = kernel.floats(scores, classes);
  return (indices, values, start, end, out) => {
    const count = end - start;
    if (count > row.room) {
      row = reserveRow(kernel, 2 * count);
      out4 = kernel.floats(scores, classes);
    }
    for (let at = 0; at < count; at += 1) {
      row.columns[at] = indices[start + at]!;
      row.values[at] = values[start + at]!;
    }
    out4.set(bias);
    for (let at = 0; at < networks; at += 1) {
      const [firstColumn, firstUnit] = [at * numCols, at * hidden];
      loops.readNetwork(
        count,
        row.columnsAt,
        row.valuesAt,
        inner + firstColumn * hidden,
        scales + 4 * firstColumn,
        innerBias + 4 * firstUnit,
        hidden,
        outer + 4 * firstUnit * wide,
        wide,
        row.pairsAt,
        levels,
        scores,
      );
    }
    out.set(out4);
  };
}

/** Room for a row of so many entries, and for them two by two. */
function reserveRow(kernel: Kernel, room: number) {
  const [columnsAt, valuesAt, pairsAt] = [kernel.reserve(4 * room), kernel.reserve(4 * room), kernel.reserve(4 * room)];
  return {
    room,
    columnsAt,
    valuesAt,
    pairsAt,
    columns: kernel.ints(columnsAt, room),
    values: kernel.floats(valuesAt, room),
  };
}
