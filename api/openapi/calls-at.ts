import type { Operation } from './operation';
import { OPERATIONS } from './operations';

/** The calls of a path, as the router would find them. */
interface Place {
  readonly path: string;
  readonly pattern: RegExp;
  /** What stands for anything; the router's order lets plain words win over it. */
  readonly parameters: number;
  readonly operations: Operation[];
}

/** A path of the document as a pattern: parameters stand for one part, case and a slash at the end do not count. */
function patternOf(path: string): RegExp {
  const literal = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${literal}/?$`, 'i');
}

function places(): readonly Place[] {
  const byPath = new Map<string, Place>();
  for (const operation of OPERATIONS) {
    const { path } = operation;
    const place = byPath.get(path) ?? {
      path,
      pattern: patternOf(path),
      parameters: path.split('{').length - 1,
      operations: [],
    };
    place.operations.push(operation);
    byPath.set(path, place);
  }
  return [...byPath.values()].sort((a, b) => a.parameters - b.parameters);
}

const PLACES = places();
const BY_PATH = new Map(PLACES.filter(({ parameters }) => parameters === 0).map((place) => [place.path, place]));

/** The calls that the document has at the path of a request, by any method; none where it has no such path. */
export function callsAt(path: string): readonly Operation[] {
  // A path as the document writes it is found at once; only others are held against the patterns.
  const place = BY_PATH.get(path) ?? PLACES.find(({ pattern }) => pattern.test(path));
  return place?.operations ?? [];
}
