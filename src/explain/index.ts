export { clustersOf, spansOf } from './about.js';
export { saysTheSame } from './alternatives.js';
export { checkQuestion, explain, explainChain, linksBefore } from './explain.js';
export { inject } from './injection.js';
export {
  buildMatrix,
  type MatrixFilter,
  matrixRows,
  openTable,
  type TellingPair,
  type TellingRows,
  tellingPairs,
} from './matrix/build.js';
export { matrixCsv } from './matrix/csv.js';
export { matrixMarkdown } from './matrix/markdown.js';
export { subjectsOf } from './matrix/subjects.js';
export { type Look, matrixText } from './matrix/text.js';
export { type Asked, questionsOf } from './matrix/things.js';
export type { Matrix, MatrixRow, MatrixTable } from './matrix/types.js';
export { worldOfSpec } from './spec-world.js';
export * from './types.js';
export { shownStatus } from './verdict.js';
export { buildWorld, type World } from './world.js';
