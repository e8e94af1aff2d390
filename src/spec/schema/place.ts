import { checkAccountId } from '../../aws/arns.js';
import { CLUSTER_NAME, checkClusterName } from '../../aws/eks-clusters.js';
import { checkOidcIssuer } from '../../aws/oidc-issuers.js';
import { partitionOf, REGION_CODES } from '../../aws/partitions.js';
import { text } from '../../schema/field.js';
import { oneOf } from '../../text/nearest.js';

/** An AWS region's code. */
export function regionField(description: string) {
  return text({
    description,
    examples: ['us-east-1'],
    noun: 'an AWS region',
    check: (region) => (partitionOf(region) === undefined ? oneOf(region, REGION_CODES) : undefined),
    pattern: /^[a-z]{2,4}(?:-[a-z]+)+-\d$/,
  });
}

/** An AWS account's id. */
export function accountField(description: string) {
  return text({
    description,
    examples: ['111122223333'],
    noun: 'an AWS account id',
    check: checkAccountId,
    pattern: /^\d{12}$/,
  });
}

/** A cluster's name, of the spec's own cluster and of others alike. */
export function clusterNameField(description: string, example: string) {
  return text({
    description,
    examples: [example],
    noun: 'an EKS cluster name',
    check: checkClusterName,
    pattern: CLUSTER_NAME,
  });
}

/** The URL of a cluster's OIDC issuer. */
export function issuerField(description: string) {
  return text({
    description,
    examples: ['https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'],
    noun: "an EKS cluster's OIDC issuer",
    check: checkOidcIssuer,
    pattern: /^https:\/\/oidc\.eks\.[a-z0-9-]+\.[a-z0-9.-]+\/id\/[A-Z0-9]{32}$/,
  });
}
