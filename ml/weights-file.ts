import type { LinearModel } from './linear';
import type { NetworkModel } from './network';

/**
 * Numbers of a member as one file: a header of five 32-bit integers (a magic number, then the sizes, 0 where there are
 * fewer), padded to 24 bytes, the 64-bit numbers, then the 32-bit ones, then the 8-bit ones; all little-endian.
 */
const HEADER_BYTES = 24;
/** "ONCL" and "ONCN" read as little-endian numbers. */
const LINEAR_MAGIC = 0x4c434e4f;
const NETWORK_MAGIC = 0x4e434e4f;

/** `linear.bin`. */
export function encodeLinear({ numCols, classes, weights, bias }: LinearModel): Uint8Array {
  return encode(LINEAR_MAGIC, [numCols, classes], [bias], [weights]);
}

/** @throws Error, saying what is wrong, when the bytes are no such file */
export function decodeLinear(data: Uint8Array): LinearModel {
  const read = open(data, LINEAR_MAGIC);
  const [numCols, classes] = [read.size(0), read.size(1)];
  read.expect(classes, numCols * classes);
  return { numCols, classes, bias: read.doubles(classes), weights: read.floats(numCols * classes) };
}

/** `network.bin`. */
export function encodeNetwork(model: NetworkModel): Uint8Array {
  const { networks, numCols, hidden, classes, inner, scales, innerBias, outer, outerBias } = model;
  return encode(NETWORK_MAGIC, [networks, numCols, hidden, classes], [], [scales, innerBias, outer, outerBias], inner);
}

/** @throws Error, saying what is wrong, when the bytes are no such file */
export function decodeNetwork(data: Uint8Array): NetworkModel {
  const read = open(data, NETWORK_MAGIC);
  const [networks, numCols, hidden, classes] = [read.size(0), read.size(1), read.size(2), read.size(3)];
  const units = networks * hidden;
  read.expect(0, networks * numCols + units + units * classes + classes, units * numCols);
  return {
    networks,
    numCols,
    hidden,
    classes,
    scales: read.floats(networks * numCols),
    innerBias: read.floats(units),
    outer: read.floats(units * classes),
    outerBias: read.floats(classes),
    inner: read.bytes(units * numCols),
  };
}

function encode(
  magic: number,
  sizes: number[],
  doubles: Float64Array[],
  floats: Float32Array[],
  bytes: Int8Array = new Int8Array(0),
): Uint8Array {
  const data = new Uint8Array(
    HEADER_BYTES + [...doubles, ...floats, bytes].reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
  const view = new DataView(data.buffer);
  [magic, ...sizes].forEach((field, at) => view.setUint32(at * 4, field, true));
  let next = HEADER_BYTES;
  for (const part of doubles) for (const value of part) view.setFloat64((next += 8) - 8, value, true);
  for (const part of floats) for (const value of part) view.setFloat32((next += 4) - 4, value, true);
  new Int8Array(data.buffer).set(bytes, next);
  return data;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function open(data: Uint8Array, magic: number) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < HEADER_BYTES || view.getUint32(0, true) !== magic) {
    throw new Error('it does not begin as such a file');
  }
  let next = HEADER_BYTES;
  return {
    size: (at: number): number => view.getUint32(4 + at * 4, true),
    expect(doubles: number, floats: number, bytes = 0): void {
      if (data.length !== HEADER_BYTES + 8 * doubles + 4 * floats + bytes)
        throw new Error('it is cut short or too long');
    },
    doubles: (count: number): Float64Array =>
      Float64Array.from({ length: count }, () => view.getFloat64((next += 8) - 8, true)),
    bytes(count: number): Int8Array {
      next += count;
      return new Int8Array(data.buffer, data.byteOffset + next - count, count);
    },
    /** The file's own bytes where they stand as the machine wants them: a second copy would double a model's size. */
    floats(count: number): Float32Array {
      const start = data.byteOffset + next;
      if (IS_LITTLE_ENDIAN && start % 4 === 0) {
        next += 4 * count;
        return new Float32Array(data.buffer, start, count);
      }
      return Float32Array.from({ length: count }, () => view.getFloat32((next += 4) - 4, true));
    },
  };
}
