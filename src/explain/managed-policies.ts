import { parseIamArn } from '../aws/arns.js';
import { CATALOG_SOURCES } from '../iam/catalog/sources.js';
import { nameIn, whyNoPolicy } from '../iam/managed/names.js';
import { parseJson, SourceText, type Span, wholeText } from '../readers/index.js';
import { quote } from '../text/quote.js';
import { isWhole } from './known-text.js';
import { type ReadPolicy, readPolicy } from './policy.js';
import type { World } from './world.js';

/** A policy of AWS's own whose document is not known, and why. */
export interface UnknownManagedPolicy {
  readonly doubt: string;
  readonly onlyAllows: boolean;
}

/** The partition whose documents the data has. */
const PARTITION = 'aws';

/** Its document, every action on everything, is the same in all partitions. */
const SAME_EVERYWHERE = 'AdministratorAccess';

/** The last day that the data knows of. */
const AS_OF = CATALOG_SOURCES.managedPolicies.date;

/** The document of the policy that AWS manages under an ARN; undefined for the ARN of any other policy. */
export function managedPolicy(
  world: World,
  arn: string,
  kind: 'identity' | 'boundary',
  place: Span,
): ReadPolicy | UnknownManagedPolicy | undefined {
  const named = parseIamArn(arn);
  if (named?.kind !== 'policy' || named.accountId !== 'aws' || !isWhole(named.resource)) return undefined;
  const path = `${named.path}${named.name}`.slice(1);
  const found = world.managedPolicies?.().find(path);
  if (found === undefined) return { doubt: unknownName(world, path), onlyAllows: false };
  const { date, document } = found;
  if (named.partition !== PARTITION && path !== SAME_EVERYWHERE) {
    const where = isWhole(named.partition) ? named.partition : 'the partition, which is not known';
    return {
      doubt: `the document of AWS managed policy ${named.name} in ${where} may differ from that in ${PARTITION}, which is all that is known`,
      onlyAllows: !document.includes('"Effect":"Deny"'),
    };
  }
  const { root } = parseJson(wholeText(new SourceText(arn, document)));
  if (root === undefined) return undefined;
  const name = `AWS managed policy ${named.name} (document of ${date})`;
  const read = readPolicy(root, name, kind, world.texts);
  const statements = new Map([...read.statements].map(([index, { gaps }]) => [index, { place, gaps }]));
  return { ...read, place, statements, foreign: true, asOf: AS_OF };
}

/** The ARN of the one policy of AWS's own that has a name, in the partition of the files. */
export function managedArn({ managedPolicies, partition }: World, name: string): string | undefined {
  const [path, ...others] = (managedPolicies?.().paths() ?? []).filter((each) => nameIn(each) === name);
  if (path === undefined || others.length > 0 || partition === undefined) return undefined;
  return `arn:${partition.name}:iam::aws:policy/${path}`;
}

function unknownName({ managedPolicies }: World, path: string): string {
  if (managedPolicies === undefined) return `the document of AWS managed policy ${path} is not known`;
  const none = whyNoPolicy(path, managedPolicies().allPaths()) ?? { why: 'unknown' };
  if (none.why === 'linked')
    return `${path} is the policy of a service-linked role: AWS attaches it to no other`;
  const guess = none.meant === undefined ? '' : `; did you mean ${none.meant}?`;
  if (none.why === 'path') return `AWS has no managed policy ${quote(path)}: the path is wrong${guess}`;
  return none.why === 'slip'
    ? `AWS has no managed policy ${quote(path)}${guess}`
    : `AWS had no managed policy ${quote(path)} on ${AS_OF}${guess}`;
}
