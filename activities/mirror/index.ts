export { createMirror } from './create-mirror';
export type { Mirror, MirrorOptions } from './create-mirror';
