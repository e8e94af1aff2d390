import type { Question } from '../question.js';
import { CLUSTER } from './cluster.js';
import { ENFORCEMENT, EXPOSURE } from './exposure.js';
import { GRANT } from './grant.js';
import { IDENTITY } from './identity.js';
import { NETWORK } from './network.js';
import { NODES } from './nodes.js';
import { POD } from './pod.js';
import { PROGRAM, PROGRAM_BUCKET, WITH } from './program.js';
import { ROLE } from './role.js';
import { START } from './start.js';
import { MORE, TERRAFORM } from './terraform.js';
import { USES } from './uses.js';
import { WORKLOAD } from './workload.js';

/** The questions by the part of the spec that they are about. */
export const QUESTIONS = {
  start: START,
  cluster: CLUSTER,
  network: NETWORK,
  nodes: NODES,
  exposure: EXPOSURE,
  program: PROGRAM,
  with: WITH,
  programBucket: PROGRAM_BUCKET,
  workload: WORKLOAD,
  uses: USES,
  grant: GRANT,
  pod: POD,
  identity: IDENTITY,
  role: ROLE,
  terraform: TERRAFORM,
  more: MORE,
  enforcement: ENFORCEMENT,
} as const satisfies Readonly<Record<string, readonly Question[]>>;

/** Every question there is. */
export const ALL_QUESTIONS: readonly Question[] = Object.values(QUESTIONS).flat();
