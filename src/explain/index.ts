export { clustersOf, spansOf } from './about.js';
export { explain, explainChain, linksBefore } from './explain.js';
export { inject } from './injection.js';
export {
  type Asked,
  buildMatrix,
  type MatrixFilter,
  questionsOf,
  type TellingPair,
  type TellingRows,
  tellingPairs,
} from './matrix/build.js';
export { matrixCsv } from './matrix/csv.js';
export { matrixMarkdown } from './matrix/markdown.js';
export { subjectsOf } from './matrix/subjects.js';
export { type Look, matrixText } from './matrix/text.js';
export type { Matrix, MatrixRow } from './matrix/types.js';
export { worldOfSpec } from './spec-world.js';
export * from './types.js';
export { buildWorld, type World } from './world.js';
