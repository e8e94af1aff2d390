import { PARTITIONS, partitionOf } from '../../aws/partitions.js';
import { arnOf, isPlain } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Statement } from '../policies.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted } from '../text.js';

const USE = {
  ...{ Effect: 'Allow', Action: 'kms:Decrypt' },
  Resource: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
};
const via = (value: string) => ({ Condition: { StringEquals: { 'kms:ViaService': value } } });

export const kmsViaService: Rule = {
  id: 'IRSA043',
  name: 'kms-via-service',
  severity: 'error',
  family: 'kms',
  summary: "kms:ViaService names a service in the key's region, with the suffix of the partition.",
  why: 'The value is s3.<region>.amazonaws.com, in China with .cn: any other never matches, and no object can be read.',
  error: 'AccessDenied: … is not authorized to perform: kms:Decrypt',
  fix: 'Write s3.us-east-1.amazonaws.com with the region of the key.',
  reference:
    'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service',
  examples: {
    bad: policyFile({ ...USE, ...via('s3.amazonaws.com') }, { ...USE, ...via('s3.eu-west-1.amazonaws.com') }),
    good: policyFile({ ...USE, ...via('s3.us-east-1.amazonaws.com') }),
  },
  *check(context) {
    for (const statement of context.statements) {
      for (const { key, values, operator } of statement.conditions) {
        if (
          key?.text.toLowerCase() !== 'kms:viaservice' ||
          operator === undefined ||
          /Not|Null/.test(operator)
        )
          continue;
        for (const value of values) {
          if (!value.known || /[*?]|\$\{/.test(value.text)) continue;
          const fault = faultOf(value.text, keyRegion(statement));
          if (fault === undefined) continue;
          const fix =
            fault.right === undefined
              ? undefined
              : replaceIn(context, value.node, [value.text, fault.right], `write ${fault.right}`);
          yield {
            place: value.place,
            message: `${quoted(value)} never matches: ${fault.reason}`,
            ...(fault.right === undefined ? {} : { help: `write ${fault.right}` }),
            fix: fixIn(statement, fix),
          };
        }
      }
    }
  },
};

/** The region that all keys of a statement are in. */
function keyRegion({ resources }: Statement): string | undefined {
  const regions = new Set((resources?.values ?? []).map((text) => arnOf(text)?.region ?? '*'));
  const [only = '*', other] = regions;
  return other === undefined && only !== '' && isPlain(only) ? only : undefined;
}

function faultOf(
  value: string,
  want: string | undefined,
): { readonly reason: string; readonly right?: string } | undefined {
  const [, service = '', region = '', suffix = ''] =
    /^([a-z0-9-]+)\.([a-z]{2,4}(?:-[a-z]+)+-\d+)\.(.+)$/.exec(value) ?? [];
  const partition = partitionOf(want ?? region);
  const first = /^[a-z0-9-]+/.exec(value)?.[0] ?? 's3';
  const right = partition && { right: `${service || first}.${want ?? region}.${partition.dnsSuffix}` };
  if (service === '') {
    const shape = `${first}.<region>.<suffix>`;
    return PARTITIONS.some(({ dnsSuffix }) => value === `${first}.${dnsSuffix}`)
      ? { reason: 'it names no region', ...right }
      : { reason: `it is not of the form ${shape}`, ...right };
  }
  if (want !== undefined && region !== want) return { reason: `the keys are in ${want}`, ...right };
  if (partition !== undefined && suffix !== partition.dnsSuffix)
    return { reason: `in ${region} the suffix is ${partition.dnsSuffix}`, ...right };
  return undefined;
}
