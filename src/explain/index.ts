export { explain } from './explain.js';
export { inject } from './injection.js';
export {
  type Asked,
  buildMatrix,
  type Matrix,
  type MatrixFilter,
  type MatrixRow,
  questionsOf,
  type WordStanding,
} from './matrix/build.js';
export { matrixCsv } from './matrix/csv.js';
export { matrixMarkdown } from './matrix/markdown.js';
export { keyOf, subjectsOf } from './matrix/subjects.js';
export { type Look, matrixText } from './matrix/text.js';
export { worldOfSpec } from './spec-world.js';
export type * from './types.js';
export { buildWorld, type World } from './world.js';
