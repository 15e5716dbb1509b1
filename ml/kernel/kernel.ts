import { KERNEL_BASE64 } from './binary';

interface Memory {
  readonly buffer: ArrayBuffer;
  /** @param pages - of 64 KiB each */
  grow(pages: number): number;
}

/** What Node.js has of WebAssembly and its type package leaves out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

/** The compiled loops of `assembly/`, where each is described; all numbers are addresses or plain numbers. */
interface Loops {
  memory: Memory;
  seedRandom(seed: number): void;
  fillRandom(at: number, count: number, spread: number): void;
  setUpSizes(hidden: number, classes: number, inputDropout: number, leastError: number): void;
  setUpWeights(
    inner: number,
    innerSquares: number,
    innerBias: number,
    outer: number,
    outerSquares: number,
    outerBias: number,
  ): void;
  setUpRoom(
    columns: number,
    values: number,
    moves: number,
    offsets: number,
    levels: number,
    slopes: number,
    scores: number,
  ): void;
  learnRows(
    order: number,
    count: number,
    indptr: number,
    columns: number,
    values: number,
    labels: number,
    weights: number,
    firstRate: number,
    rateStep: number,
  ): void;
  descend(
    order: number,
    count: number,
    indptr: number,
    columns: number,
    values: number,
    labels: number,
    squares: number,
    diagonals: number,
    alphas: number,
    weights: number,
    numCols: number,
    classes: number,
    spans: number,
  ): void;
  readNetwork(
    entries: number,
    columns: number,
    values: number,
    inner: number,
    scales: number,
    innerBias: number,
    hidden: number,
    outer: number,
    classes: number,
    pairs: number,
    levels: number,
    out: number,
  ): void;
}

/**
 * The numeric loops of fitting and predicting, in WebAssembly with vector instructions, over a memory of their own.
 * Addresses are multiples of 16. Views are valid until the next reservation, which may move the memory.
 */
export interface Kernel {
  loops: Loops;
  /** Room for so many bytes, all 0. @returns its address */
  reserve(bytes: number): number;
  bytes(at: number, length: number): Int8Array;
  ints(at: number, length: number): Int32Array;
  floats(at: number, length: number): Float32Array;
}

const PAGE = 65_536;
/** The compiled code keeps nothing in memory, but address 0 stays unused so that it can never be meant. */
const FIRST = 1_024;

let compiled: object | null = null;

/** A fresh memory with the loops over it; freed with the last reference. */
export function createKernel(): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
  const loops = new WebAssembly.Instance(compiled).exports as Loops;
  const { memory } = loops;
  let next = FIRST;
  return {
    loops,
    reserve(bytes) {
      const at = next;
      next = roundUp(at + bytes, 16);
      const missing = next - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return at;
    },
    bytes: (at, length) => new Int8Array(memory.buffer, at, length),
    ints: (at, length) => new Int32Array(memory.buffer, at, length),
    floats: (at, length) => new Float32Array(memory.buffer, at, length),
  };
}

/** The next multiple of `unit` at or above a number. */
export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
