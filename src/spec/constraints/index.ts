import { capacityRules } from './capacity.js';
import { clusterRules } from './cluster.js';
import { containerRules } from './container.js';
import { egressRules } from './egress.js';
import { eksctlStackRules } from './eksctl-stacks.js';
import { furtherClusterRules } from './further-clusters.js';
import { grantRules } from './grants.js';
import { identityRules } from './identity.js';
import { meaningRules } from './meaning.js';
import { nodeGroupRules } from './node-groups.js';
import { podRules } from './pod.js';
import { podMetadataRules } from './pod-metadata.js';
import { policyRules } from './policies.js';
import { programRules } from './programs.js';
import { roleRules } from './roles.js';
import { type RuleContext, runRules } from './rule.js';
import { sessionRules } from './sessions.js';
import { settingsRules } from './settings.js';
import { sharedRoleRules } from './shared-roles.js';
import { subjectPatternRules } from './subject-patterns.js';
import { vpcRules } from './vpc.js';
import { workloadRules } from './workloads.js';

/** Checks what fields mean together: whatever the shape of single fields cannot say. */
export function checkConstraints(context: RuleContext): void {
  runRules(
    [
      ...meaningRules,
      ...clusterRules,
      ...vpcRules,
      ...nodeGroupRules,
      ...capacityRules,
      ...identityRules,
      ...furtherClusterRules,
      ...workloadRules,
      ...subjectPatternRules,
      ...roleRules,
      ...sharedRoleRules,
      ...sessionRules,
      ...eksctlStackRules,
      ...grantRules,
      ...policyRules,
      ...programRules,
      ...podRules,
      ...podMetadataRules,
      ...egressRules,
      ...containerRules,
      ...settingsRules,
    ],
    context,
  );
}
