import { checkAccountId } from '../../aws/arns.js';
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
