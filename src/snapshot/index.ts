export { type Call, callerIdentity, describeCluster, keyOf } from './calls.js';
export { type Learned, learn, nothingLearned } from './learned.js';
export { type Trouble, troubleOfAws, troubleOfKubectl } from './outcome.js';
export { partsOf } from './parts.js';
export { leastPolicy, leastRbac } from './permissions.js';
export { planCalls } from './plan.js';
export { snapshotScript } from './script.js';
export { keep } from './shape.js';
