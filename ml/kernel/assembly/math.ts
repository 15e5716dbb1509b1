// Numbers for the loops beside it: powers of e four at a time, and a stream of random bits.

/** e to the power of each lane, for lanes of -87 to 0; relative error below 2e-7 (Cephes' polynomial). */
export function exp4(x: v128): v128 {
  const clamped = f32x4.max(x, f32x4.splat(-87));
  const whole = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.44269504)));
  let rest = f32x4.sub(clamped, f32x4.mul(whole, f32x4.splat(0.693359375)));
  rest = f32x4.add(rest, f32x4.mul(whole, f32x4.splat(2.1219444e-4)));
  let sum = f32x4.splat(1.98756915e-4);
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1.3981999507e-3));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(8.3334519073e-3));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(4.1665795894e-2));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(1.6666665459e-1));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(f32x4.add(f32x4.mul(sum, f32x4.mul(rest, rest)), rest), f32x4.splat(1));
  // Two to the power of the whole part, put together from its bits.
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(sum, power);
}

/** Sum of the four lanes. */
export function sum4(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

let state: u64 = 0;

export function seedRandom(seed: u32): void {
  state = u64(seed) * 0xd1342543de82ef95 + 0x9e3779b97f4a7c15;
}

/** 64 random bits (SplitMix64). */
export function randomBits(): u64 {
  state += 0x9e3779b97f4a7c15;
  let mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

/** Writes an even number of 32-bit numbers, each anywhere between -spread and spread. */
export function fillRandom(at: usize, count: i32, spread: f32): void {
  const unit = spread / 2147483648;
  const end = at + (usize(count) << 2);
  for (let place = at; place < end; place += 8) {
    const bits = randomBits();
    store<f32>(place, f32(i32(bits)) * unit);
    store<f32>(place, f32(i32(bits >> 32)) * unit, 4);
  }
}
