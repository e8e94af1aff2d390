import type { Fact } from './facts.js';
import { folderOf } from './paths.js';

/**
 * How near two facts are. What a file names (a role's ARN, a service account) is a link that holds wherever
 * nothing keeps the two apart; what is merely absent ("no pod uses it") says something only about what is deployed together.
 */
export type Nearness = 'apart' | 'maybe' | 'together';

/** Folders whose children are projects of their own, and are deployed with nothing else. */
const COLLECTION =
  /^(?:examples?|samples?|tests|e2e|testdata|fixtures|__tests__|demos?|tutorials?|workshops?|labs?|docs|website|recipes|patterns|blueprints|archived?|deprecated|legacy)$/i;

/** Folders named after what they hold of one project, not after the project. */
const LAYER =
  /^(?:infra(?:structure)?|terraform(?:-json)?|tf|iac|stacks?|platform|aws|cloud|iam|roles?|policies|policy|identity|irsa|eksctl|eks|clusters?|k8s|kube(?:rnetes)?|manifests?|yaml|resources|deploy(?:ments?)?|apps?|applications?|services?|workloads?|helm|charts?|kustomize|kustomization|gitops|flux|argo(?:cd)?|base|bases|config|ops|devops|generated|src|modules?)$/i;

/** Words of folders that stand for one of several environments, or for one of several regions. */
const ENVIRONMENT =
  /^(?:dev|devel|development|test|testing|qa|uat|int|integration|stg|stage|staging|pre|preprod|preview|sandbox|sbx|perf|prd|prod|production|live|dr|blue|green|\d{12}|(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-)?[a-z]+-\d)$/i;

const NUMBERED = /^\d+[-_. ]+/;

/** The folder that a fact is deployed from: a Terraform root, a kustomization, or where the file lies. */
export function homeOf({ tool, scope, place }: Fact): string {
  return tool === 'terraform' || tool === 'kubernetes' ? scope : folderOf(place.file);
}

const known = new Map<string, Nearness>();
const REMEMBERED = 20_000;

/** Whether what two folders hold is deployed together, as far as their names tell. */
export function nearness(a: string, b: string): Nearness {
  if (a === b) return 'together';
  const key = a < b ? `${a}\n${b}` : `${b}\n${a}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const answer = compare(segmentsOf(a), segmentsOf(b));
  if (known.size > REMEMBERED) known.clear();
  known.set(key, answer);
  return answer;
}

const segmentsOf = (folder: string) => folder.split('/').filter((part) => part !== '' && part !== '.');

function compare(a: readonly string[], b: readonly string[]): Nearness {
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  const [left, right] = [a.slice(common), b.slice(common)];
  const parent = a[common - 1] ?? '';
  if (environmentsDiffer(left, right) || leadsApart(left) || leadsApart(right)) return 'apart';
  const [first, second] = [left[0], right[0]];
  if (first === undefined || second === undefined) return COLLECTION.test(parent) ? 'apart' : 'together';
  if (isLayer(first) && isLayer(second)) return 'together';
  if (COLLECTION.test(parent)) return 'apart';
  return NUMBERED.test(first) && NUMBERED.test(second) ? 'apart' : 'maybe';
}

const leadsApart = (path: readonly string[]) => path.some((part) => COLLECTION.test(part));

const isLayer = (part: string) => LAYER.test(part.replace(NUMBERED, ''));

/** `envs/prod` and `overlays/dev` are two environments; `prod` and `prod-eu` may be one. */
function environmentsDiffer(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [environmentsOf(a), environmentsOf(b)];
  return left.size > 0 && right.size > 0 && ![...left].some((word) => right.has(word));
}

function environmentsOf(path: readonly string[]): ReadonlySet<string> {
  const words = path.flatMap((part) => [part, ...part.split(/[-_.]/)]);
  return new Set(words.filter((word) => ENVIRONMENT.test(word)).map((word) => word.toLowerCase()));
}
