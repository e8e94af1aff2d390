export { explain } from './explain.js';
export { inject } from './injection.js';
export { ACCESS_VERBS, buildMatrix, MATRIX_ACTIONS, type Matrix, type MatrixRow } from './matrix.js';
export { worldOfSpec } from './spec-world.js';
export type * from './types.js';
export { buildWorld, type World } from './world.js';
