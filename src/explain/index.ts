export { explain } from './explain.js';
export { inject } from './injection.js';
export { buildMatrix, type Matrix, type MatrixRow } from './matrix.js';
export { worldOfSpec } from './spec-world.js';
export type * from './types.js';
export { buildWorld, type World } from './world.js';
