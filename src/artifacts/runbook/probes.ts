import { fillSessionTags } from '../../aws/session-tags.js';
import { groupBy } from '../../collections.js';
import {
  type GrantKind,
  grantsOf,
  type Home,
  labelOf,
  type Thing,
  thingOf,
  type Word,
} from '../../grants/index.js';
import { mayOverlap } from '../../iam/overlap.js';
import type { AccessModel, ServiceAccount } from '../../model/types.js';
import type { Workload } from '../../spec/types.js';

/** What the pod's name is that checks; one at a time is there. */
export const CHECK_POD = 'irsa-check';

/** What a pod of a service account tries. */
interface Probes {
  readonly probes: readonly {
    /** A command as its words; the template quotes each for the shell. */
    readonly command: readonly string[];
    /** `queue orders: send`, with what it takes and how AWS answers. */
    readonly title: string;
  }[];
  /** What nothing tries without writing, and why. */
  readonly untried: readonly { readonly what: string; readonly why: string }[];
}

/** One word of one thing. */
interface GivenWord {
  readonly kind: GrantKind;
  readonly thing: Thing;
  readonly word: string;
  readonly probe: Word['probe'];
}

/** Each word that a service account is given, by the call that shows it; words that one call shows share it. */
export function buildProbes(model: AccessModel, account: ServiceAccount): Probes {
  const { region, accountId } = model.spec.cluster;
  const home = { partition: model.partition, dnsSuffix: model.dnsSuffix, region, accountId };
  // The pod has nothing of what the first role is given.
  const workloads = account.session?.targetRoleArn === undefined ? account.workloads : [];
  const given = workloads
    .flatMap((index) => givenWords(model.workloads[index] as Workload, home))
    .map((each) => ({ ...each, thing: forPod(each.thing, account, model) }))
    .map((each) =>
      isLeftOut(each, account) ? { ...each, probe: 'its session policy leaves it out' } : each,
    );
  const calls = groupBy(given, (each) => JSON.stringify(commandOf(each)));
  const reasons = groupBy(given, ({ kind, thing, probe }) => JSON.stringify([kind.field, thing, probe]));
  return {
    probes: [...calls.values()].flatMap((same) => {
      const [first] = same;
      const command = first && commandOf(first);
      return command === undefined ? [] : [{ command, title: titleOf(same) }];
    }),
    untried: [...reasons.values()].flatMap((same) => {
      const why = same[0]?.probe;
      return typeof why === 'string' ? [{ what: describe(same), why }] : [];
    }),
  };
}

/** A thing as the pod that checks has it: what tags of the session stand for in its names. */
function forPod(thing: Thing, { namespace, serviceAccount }: ServiceAccount, model: AccessModel): Thing {
  const { name, region, accountId } = model.spec.cluster;
  const tags = {
    'eks-cluster-name': name,
    'eks-cluster-arn': `arn:${model.partition}:eks:${region}:${accountId}:cluster/${name}`,
    'kubernetes-namespace': namespace,
    'kubernetes-service-account': serviceAccount,
    'kubernetes-pod-name': CHECK_POD,
  };
  return {
    ...thing,
    names: Object.fromEntries(
      Object.entries(thing.names).map(([field, text]) => [field, fillSessionTags(text, tags)]),
    ),
  };
}

/** Whether the session policy says nothing of what a probe does. */
function isLeftOut({ probe }: GivenWord, { session }: ServiceAccount): boolean {
  if (typeof probe === 'string' || session === undefined || session.policy.length === 0) return false;
  const action = probe.action.toLowerCase();
  return !session.policy.some(({ actions }) =>
    actions.some((pattern) => mayOverlap(pattern.toLowerCase(), action)),
  );
}

function commandOf({ probe, thing }: GivenWord): readonly string[] | undefined {
  return typeof probe === 'string' ? undefined : ['aws', ...probe.command(thing), '--region', thing.region];
}

function titleOf(same: readonly GivenWord[]): string {
  const probe = same[0]?.probe;
  const { needs, answer } = typeof probe === 'object' ? probe : {};
  return [
    describe(same),
    ...(needs === undefined ? [] : [`needs ${needs}`]),
    ...(answer === undefined ? [] : [`allowed if AWS answers ${answer}`]),
  ].join('; ');
}

function givenWords(workload: Workload, home: Home): readonly GivenWord[] {
  return grantsOf(workload).flatMap(({ kind, entries }) =>
    entries.flatMap((entry) => {
      const thing = thingOf(kind, entry, home);
      return entry.access.flatMap((word) => {
        const { probe } = kind.words[word] ?? {};
        return probe === undefined ? [] : [{ kind, thing, word, probe }];
      });
    }),
  );
}

function describe(same: readonly GivenWord[]): string {
  const [first] = same;
  if (first === undefined) return '';
  const words = [...new Set(same.map(({ word }) => word))];
  return `${first.kind.noun} ${labelOf(first.thing)}: ${words.join(', ')}`;
}
