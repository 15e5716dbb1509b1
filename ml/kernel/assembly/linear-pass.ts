// Dual coordinate descent of all one-vs-rest machines at once: a row's margins to four classes are one vector register.

/**
 * One pass over the rows in the given order. `weights`: column by column a number per class, the last column being the
 * bias; `alphas`: row by row; `diagonals`: per class of the row, 1 / (2 · price); `spans`: per class the highest and, a
 * row of classes later, the lowest projected gradient met.
 */
export function descend(
  order: usize,
  count: i32,
  indptr: usize,
  columns: usize,
  values: usize,
  labels: usize,
  squares: usize,
  diagonals: usize,
  alphas: usize,
  weights: usize,
  numCols: i32,
  classCount: i32,
  spans: usize,
): void {
  const stride = usize(classCount) << 2;
  const bias = weights + usize(numCols) * stride;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let at = 0; at < count; at += 1) {
    const row = usize(load<i32>(order + (usize(at) << 2)));
    const start = usize(load<i32>(indptr + (row << 2)));
    const end = usize(load<i32>(indptr + (row << 2), 4));
    const label = usize(load<i32>(labels + (row << 2)));
    const diagonal = f32x4.splat(load<f32>(diagonals + (label << 2)));
    const over = f32x4.splat(1 / (load<f32>(squares + (row << 2)) + load<f32>(diagonals + (label << 2))));
    for (let offset: usize = 0; offset < stride; offset += 16) {
      const sign = signsOf(offset, label);
      let margin = v128.load(bias + offset);
      for (let entry = start; entry < end; entry += 1) {
        const base = weights + usize(load<u32>(columns + (entry << 2))) * stride + offset;
        margin = f32x4.add(margin, f32x4.mul(v128.load_splat<f32>(values + (entry << 2)), v128.load(base)));
      }
      const alphaAt = alphas + row * stride + offset;
      const before = v128.load(alphaAt);
      const gradient = f32x4.add(f32x4.sub(f32x4.mul(sign, margin), one), f32x4.mul(before, diagonal));
      const atZero = f32x4.eq(before, zero);
      const projected = v128.bitselect(f32x4.min(gradient, zero), gradient, atZero);
      v128.store(spans + offset, f32x4.max(v128.load(spans + offset), projected));
      v128.store(spans + stride + offset, f32x4.min(v128.load(spans + stride + offset), projected));
      const after = f32x4.max(zero, f32x4.sub(before, f32x4.mul(gradient, over)));
      const step = f32x4.mul(f32x4.sub(after, before), sign);
      if (!v128.any_true(f32x4.ne(step, zero))) continue;
      v128.store(alphaAt, after);
      v128.store(bias + offset, f32x4.add(v128.load(bias + offset), step));
      for (let entry = start; entry < end; entry += 1) {
        const base = weights + usize(load<u32>(columns + (entry << 2))) * stride + offset;
        const move = f32x4.mul(v128.load_splat<f32>(values + (entry << 2)), step);
        v128.store(base, f32x4.add(v128.load(base), move));
      }
    }
  }
}

/** 1 in the lane of the row's own class, -1 in the others. */
function signsOf(offset: usize, label: usize): v128 {
  const first = i32(offset >> 2);
  const lanes = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  return v128.bitselect(f32x4.splat(1), f32x4.splat(-1), i32x4.eq(lanes, i32x4.splat(i32(label))));
}
