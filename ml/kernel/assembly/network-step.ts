// Gradient steps of one network. Units stand in groups of four, one vector register; a step keeps half of the groups.
import { exp4, randomBits, sum4 } from './math';

/** A class whose probability is off by less than this share of an even chance teaches nothing worth the time. */
let leastError: f32 = 0;
/** Bytes of one column's or one class's weights. */
let stride: usize = 0;
let hidden: f32 = 0;
let groups: i32 = 0;
let classes: i32 = 0;
/** Entries are left out where 16 random bits are below this. */
let dropBelow: u32 = 0;
let keptInput: f32 = 1;

let inner: usize = 0;
let innerSquares: usize = 0;
let innerBias: usize = 0;
let outer: usize = 0;
let outerSquares: usize = 0;
let outerBias: usize = 0;

/** Of the row at work, an entry each: where its column's weights begin, its value, how far to move. */
let columns: usize = 0;
let values: usize = 0;
let moves: usize = 0;
/** Byte offsets of all groups, the kept ones first. */
let offsets: usize = 0;
let levels: usize = 0;
let slopes: usize = 0;
let scores: usize = 0;

export function setUpSizes(hiddenUnits: i32, classCount: i32, inputDropout: f32, least: f32): void {
  groups = hiddenUnits >> 2;
  hidden = f32(hiddenUnits);
  stride = usize(hiddenUnits) << 2;
  classes = classCount;
  dropBelow = u32(inputDropout * 65536);
  keptInput = 1 / (1 - inputDropout);
  leastError = least;
}

export function setUpWeights(
  at: usize,
  squares: usize,
  bias: usize,
  outerAt: usize,
  outSquares: usize,
  outBias: usize,
): void {
  inner = at;
  innerSquares = squares;
  innerBias = bias;
  outer = outerAt;
  outerSquares = outSquares;
  outerBias = outBias;
}

export function setUpRoom(
  columnsAt: usize,
  valuesAt: usize,
  movesAt: usize,
  offsetsAt: usize,
  levelsAt: usize,
  slopesAt: usize,
  scoresAt: usize,
): void {
  columns = columnsAt;
  values = valuesAt;
  moves = movesAt;
  offsets = offsetsAt;
  levels = levelsAt;
  slopes = slopesAt;
  scores = scoresAt;
  for (let group = 0; group < groups; group += 1) store<i32>(offsets + (usize(group) << 2), group << 4);
}

/** Steps on the rows that `order` names, one after the other; the rate changes by `rateStep` a row. */
export function learnRows(
  order: usize,
  count: i32,
  indptr: usize,
  rowColumns: usize,
  rowValues: usize,
  labels: usize,
  weights: usize,
  firstRate: f32,
  rateStep: f32,
): void {
  let rate = firstRate;
  for (let at = 0; at < count; at += 1) {
    const row = load<i32>(order + (usize(at) << 2));
    const start = load<i32>(indptr + (usize(row) << 2));
    const end = load<i32>(indptr + (usize(row) << 2), 4);
    const entries = readEntries(rowColumns, rowValues, start, end);
    keepGroups();
    raiseUnits(entries);
    scoreClasses();
    const label = load<i32>(labels + (usize(row) << 2));
    moveOuter(label, load<f32>(weights + (usize(label) << 2)), rate);
    moveInner(entries, rate);
    rate += rateStep;
  }
}

function readEntries(rowColumns: usize, rowValues: usize, start: i32, end: i32): i32 {
  let count: usize = 0;
  let bits: u64 = 0;
  for (let entry = start; entry < end; entry += 1) {
    if (((entry - start) & 3) === 0) bits = randomBits();
    const dice = u32(bits & 0xffff);
    bits >>= 16;
    if (dice < dropBelow) continue;
    const at = usize(entry) << 2;
    store<u32>(columns + (count << 2), load<u32>(rowColumns + at));
    store<f32>(values + (count << 2), load<f32>(rowValues + at) * keptInput);
    count += 1;
  }
  return i32(count);
}

/** Moves half of the groups, taken at random, to the front. */
function keepGroups(): void {
  const kept = groups >> 1;
  let bits: u64 = 0;
  for (let at = 0; at < kept; at += 1) {
    if ((at & 3) === 0) bits = randomBits();
    const other = at + i32((u32(bits & 0xffff) * u32(groups - at)) >> 16);
    bits >>= 16;
    const here = offsets + (usize(at) << 2);
    const there = offsets + (usize(other) << 2);
    const moved = load<i32>(here);
    store<i32>(here, load<i32>(there));
    store<i32>(there, moved);
  }
}

/** Levels of the kept groups, side by side; what is kept counts double. Four groups at a time stay in registers. */
function raiseUnits(entries: i32): void {
  const kept = groups >> 1;
  const zero = f32x4.splat(0);
  const end = columns + (usize(entries) << 2);
  const toValues = values - columns;
  for (let at = 0; at < kept; at += 4) {
    const offset = offsets + (usize(at) << 2);
    const o0 = inner + load<u32>(offset);
    const o1 = inner + load<u32>(offset, 4);
    const o2 = inner + load<u32>(offset, 8);
    const o3 = inner + load<u32>(offset, 12);
    const toBias = innerBias - inner;
    let l0 = v128.load(o0 + toBias);
    let l1 = v128.load(o1 + toBias);
    let l2 = v128.load(o2 + toBias);
    let l3 = v128.load(o3 + toBias);
    for (let entry = columns; entry < end; entry += 4) {
      const base = usize(load<u32>(entry)) * stride;
      const value = v128.load_splat<f32>(entry + toValues);
      l0 = f32x4.add(l0, f32x4.mul(value, v128.load(o0 + base)));
      l1 = f32x4.add(l1, f32x4.mul(value, v128.load(o1 + base)));
      l2 = f32x4.add(l2, f32x4.mul(value, v128.load(o2 + base)));
      l3 = f32x4.add(l3, f32x4.mul(value, v128.load(o3 + base)));
    }
    const level = levels + (usize(at) << 4);
    v128.store(level, f32x4.max(zero, f32x4.add(l0, l0)));
    v128.store(level, f32x4.max(zero, f32x4.add(l1, l1)), 16);
    v128.store(level, f32x4.max(zero, f32x4.add(l2, l2)), 32);
    v128.store(level, f32x4.max(zero, f32x4.add(l3, l3)), 48);
  }
}

/** Class probabilities from the levels. Classes come in fours; those beyond the last have a bias far below all. */
function scoreClasses(): void {
  const kept = groups >> 1;
  let highest: f32 = -1e30;
  for (let label = 0; label < classes; label += 4) {
    const base = outer + usize(label) * stride;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let at = 0; at < kept; at += 1) {
      const weight = base + load<u32>(offsets + (usize(at) << 2));
      const level = v128.load(levels + (usize(at) << 4));
      s0 = f32x4.add(s0, f32x4.mul(level, v128.load(weight)));
      s1 = f32x4.add(s1, f32x4.mul(level, v128.load(weight + stride)));
      s2 = f32x4.add(s2, f32x4.mul(level, v128.load(weight + 2 * stride)));
      s3 = f32x4.add(s3, f32x4.mul(level, v128.load(weight + 3 * stride)));
    }
    const bias = outerBias + (usize(label) << 2);
    const score = scores + (usize(label) << 2);
    const t0 = sum4(s0) + load<f32>(bias);
    const t1 = sum4(s1) + load<f32>(bias, 4);
    const t2 = sum4(s2) + load<f32>(bias, 8);
    const t3 = sum4(s3) + load<f32>(bias, 12);
    store<f32>(score, t0);
    store<f32>(score, t1, 4);
    store<f32>(score, t2, 8);
    store<f32>(score, t3, 12);
    highest = max(max(max(highest, t0), max(t1, t2)), t3);
  }
  let total = f32x4.splat(0);
  for (let label = 0; label < classes; label += 4) {
    const score = scores + (usize(label) << 2);
    const power = exp4(f32x4.sub(v128.load(score), f32x4.splat(highest)));
    v128.store(score, power);
    total = f32x4.add(total, power);
  }
  const share = f32x4.splat(1 / sum4(total));
  for (let label = 0; label < classes; label += 4) {
    const score = scores + (usize(label) << 2);
    v128.store(score, f32x4.mul(v128.load(score), share));
  }
}

function moveOuter(expected: i32, weight: f32, rate: f32): void {
  const kept = groups >> 1;
  let squares = f32x4.splat(0);
  for (let at = 0; at < kept; at += 1) {
    const level = v128.load(levels + (usize(at) << 4));
    squares = f32x4.add(squares, f32x4.mul(level, level));
    v128.store(slopes + (usize(at) << 4), f32x4.splat(0));
  }
  const square = (sum4(squares) + 1) / hidden;
  for (let label = 0; label < classes; label += 1) {
    const error = weight * (load<f32>(scores + (usize(label) << 2)) - (label === expected ? 1 : 0));
    if (abs(error) < leastError) continue;
    const sum = outerSquares + (usize(label) << 2);
    store<f32>(sum, load<f32>(sum) + error * error * square);
    const move = (rate * error) / sqrt(load<f32>(sum));
    const bias = outerBias + (usize(label) << 2);
    store<f32>(bias, load<f32>(bias) - move);
    const base = outer + usize(label) * stride;
    const error4 = f32x4.splat(error);
    const move4 = f32x4.splat(move);
    for (let at = 0; at < kept; at += 1) {
      const weightAt = base + load<u32>(offsets + (usize(at) << 2));
      const slope = slopes + (usize(at) << 4);
      const before = v128.load(weightAt);
      v128.store(slope, f32x4.add(v128.load(slope), f32x4.mul(error4, before)));
      v128.store(weightAt, f32x4.sub(before, f32x4.mul(move4, v128.load(levels + (usize(at) << 4)))));
    }
  }
}

function moveInner(entries: i32, rate: f32): void {
  const kept = groups >> 1;
  const zero = f32x4.splat(0);
  const little = f32x4.splat(0.1 * rate);
  let squares = zero;
  for (let at = 0; at < kept; at += 1) {
    // Units that were off teach nothing.
    const on = f32x4.gt(v128.load(levels + (usize(at) << 4)), zero);
    const slopeAt = slopes + (usize(at) << 4);
    const slope = v128.and(on, v128.load(slopeAt));
    const twice = f32x4.add(slope, slope);
    v128.store(slopeAt, twice);
    squares = f32x4.add(squares, f32x4.mul(twice, twice));
    const bias = innerBias + load<u32>(offsets + (usize(at) << 2));
    v128.store(bias, f32x4.sub(v128.load(bias), f32x4.mul(little, twice)));
  }
  const square = sum4(squares) / hidden;
  if (square === 0) return;
  for (let entry: usize = 0; entry < usize(entries); entry += 1) {
    const value = load<f32>(values + (entry << 2));
    const sum = innerSquares + (usize(load<u32>(columns + (entry << 2))) << 2);
    store<f32>(sum, load<f32>(sum) + square * value * value);
    store<f32>(moves + (entry << 2), (rate * value) / sqrt(load<f32>(sum)));
  }
  const end = columns + (usize(entries) << 2);
  const toMoves = moves - columns;
  for (let at = 0; at < kept; at += 4) {
    const offset = offsets + (usize(at) << 2);
    const o0 = inner + load<u32>(offset);
    const o1 = inner + load<u32>(offset, 4);
    const o2 = inner + load<u32>(offset, 8);
    const o3 = inner + load<u32>(offset, 12);
    const slope = slopes + (usize(at) << 4);
    const s0 = v128.load(slope);
    const s1 = v128.load(slope, 16);
    const s2 = v128.load(slope, 32);
    const s3 = v128.load(slope, 48);
    for (let entry = columns; entry < end; entry += 4) {
      const base = usize(load<u32>(entry)) * stride;
      const move = v128.load_splat<f32>(entry + toMoves);
      v128.store(o0 + base, f32x4.sub(v128.load(o0 + base), f32x4.mul(move, s0)));
      v128.store(o1 + base, f32x4.sub(v128.load(o1 + base), f32x4.mul(move, s1)));
      v128.store(o2 + base, f32x4.sub(v128.load(o2 + base), f32x4.mul(move, s2)));
      v128.store(o3 + base, f32x4.sub(v128.load(o3 + base), f32x4.mul(move, s3)));
    }
  }
}
