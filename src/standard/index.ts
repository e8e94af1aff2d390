/**
 * The platform team's standard; everything here is loaded only when a spec names one.
 *
 * ```ts
 * const loaded = loadStandard({ ref: './platform', folder: dirname(specPath) });
 * if (loaded.ok) loadModel(text, 'irsa.yaml', specStandard(loaded.value));
 * ```
 *
 * While a spec is being written, `adviseOn` says what a standard gives a field, and whether it is locked.
 */
export { type Advice, adviseOn, type StandardAdvice } from './advice.js';
export { specStandard } from './amend.js';
export { describeExplanation, type Explanation, explainSpec, type ValueSource } from './explain-value.js';
export { openStandard } from './for-specs.js';
export { loadStandard, loadStandardFolder, STANDARD_FILE, type StandardReference } from './load.js';
export { severitiesOf } from './severities.js';
export { renderUnder } from './templates/render.js';
export type { RuleSeverity, Standard } from './types.js';
