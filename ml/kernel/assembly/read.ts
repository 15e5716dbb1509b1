// Scores of one sparse row.

/**
 * Adds logits to `out`: outer · max(0, inner · row + bias). A column of `inner` holds one signed byte per unit, to be taken
 * times the column's number in `scales`. Units are a multiple of 16, classes of four. `pairs` has room for the entries and
 * one more, `levels` for the units. The row's values are rounded to 16 bits, so that one instruction takes two entries.
 */
export function readNetwork(
  entries: i32,
  columns: usize,
  values: usize,
  inner: usize,
  scales: usize,
  innerBias: usize,
  units: i32,
  outer: usize,
  classCount: i32,
  pairs: usize,
  levels: usize,
  out: usize,
): void {
  const step = f32x4.splat(pairEntries(entries, columns, values, scales, inner, usize(units), pairs));
  const end = pairs + (usize(entries + 1) >> 1) * PAIR_BYTES;
  const zero = f32x4.splat(0);
  for (let unit: usize = 0; unit < usize(units); unit += 16) {
    let s0 = i32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let pair = pairs; pair < end; pair += PAIR_BYTES) {
      const left = v128.load(usize(load<u32>(pair)) + unit);
      const right = v128.load(usize(load<u32>(pair, 4)) + unit);
      const both = v128.load_splat<u32>(pair + 8);
      const low = i8x16.shuffle(left, right, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const high = i8x16.shuffle(left, right, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(low), both));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(low), both));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(high), both));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(high), both));
    }
    const bias = innerBias + (unit << 2);
    const level = levels + (unit << 2);
    v128.store(level, f32x4.max(zero, f32x4.add(v128.load(bias), f32x4.mul(step, f32x4.convert_i32x4_s(s0)))));
    v128.store(level, f32x4.max(zero, f32x4.add(v128.load(bias, 16), f32x4.mul(step, f32x4.convert_i32x4_s(s1)))), 16);
    v128.store(level, f32x4.max(zero, f32x4.add(v128.load(bias, 32), f32x4.mul(step, f32x4.convert_i32x4_s(s2)))), 32);
    v128.store(level, f32x4.max(zero, f32x4.add(v128.load(bias, 48), f32x4.mul(step, f32x4.convert_i32x4_s(s3)))), 48);
  }
  addOuter(units, levels, outer, usize(classCount) << 2, out);
}

/** Two addresses of columns and two values of 16 bits. */
const PAIR_BYTES: usize = 12;
/** The sums of 16-bit values times bytes stay within 31 bits. */
const LARGEST_SUM: f32 = 2000000000;

/** Writes the entries two by two, the last one with nothing where they are odd. @returns what a value of 1 stands for */
function pairEntries(
  entries: i32,
  columns: usize,
  values: usize,
  scales: usize,
  inner: usize,
  units: usize,
  pairs: usize,
): f32 {
  let largest: f32 = 0;
  for (let entry: usize = 0; entry < usize(entries); entry += 1) {
    const scale = load<f32>(scales + (usize(load<u32>(columns + (entry << 2))) << 2));
    largest = max(largest, abs(load<f32>(values + (entry << 2)) * scale));
  }
  const range = min(f32(32767), LARGEST_SUM / (f32(127) * f32(max(1, entries))));
  const over = largest > 0 ? range / largest : f32(0);
  for (let entry: usize = 0; entry < usize(entries); entry += 1) {
    const column = usize(load<u32>(columns + (entry << 2)));
    const value = load<f32>(values + (entry << 2)) * load<f32>(scales + (column << 2)) * over;
    const pair = pairs + (entry >> 1) * PAIR_BYTES;
    const place = entry & 1;
    store<u32>(pair + (place << 2), u32(inner + column * units));
    store<i16>(pair + (place << 1), i16(nearest(value)), 8);
    if (place === 0) {
      store<u32>(pair, u32(inner + column * units), 4);
      store<i16>(pair, 0, 10);
    }
  }
  return largest / range;
}

function addOuter(units: i32, levels: usize, outer: usize, stride: usize, out: usize): void {
  for (let unit: usize = 0; unit < usize(units); unit += 1) {
    const level = load<f32>(levels + (unit << 2));
    if (level <= 0) continue;
    const level4 = f32x4.splat(level);
    const base = outer + unit * stride;
    for (let offset: usize = 0; offset < stride; offset += 16) {
      const sum = out + offset;
      v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(level4, v128.load(base + offset))));
    }
  }
}
