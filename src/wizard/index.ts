/** The wizard: questions as data, navigation, review; its only product is the text of a spec. */
export { missingAnswers } from './answer-ahead.js';
export { draftsBeside } from './draft.js';
export { equivalentSets, formatCommand } from './equivalent.js';
export { resolve } from './graph.js';
export { saveLastAnswers } from './last-answers.js';
export { loadSurroundings } from './load-surroundings.js';
export { notKept } from './own-of-cluster.js';
export { parsePath, unsetAt } from './paths.js';
export { Interrupted } from './prompter/prompter.js';
export type { Preview, PreviewSpec } from './review.js';
export { createState } from './session.js';
export { joinLayers, linesOf, readSets } from './set-values.js';
export { type Origin, specOf, specText } from './spec-text.js';
export type { Layer, State } from './state.js';
export { describeSource } from './values.js';
export { runWizard, type WizardEnd, type WizardInput } from './wizard.js';
