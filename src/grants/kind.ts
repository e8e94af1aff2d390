import type { Conditions } from '../iam/policy.js';
import type { Check, TextField } from '../schema/text-field.js';

/** One entry of a list of grants, its access as single words in the kind's order, each once. */
export type GrantEntry = { readonly access: readonly string[] } & {
  readonly [field: string]: string | readonly string[] | undefined;
};

/** What a cluster gives to things that do not say it themselves. */
export interface Home {
  readonly partition: string;
  /** What endpoints of the partition end in: `amazonaws.com`. */
  readonly dnsSuffix: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
}

/** The thing that an entry names, with everything that its ARNs are made of. */
export interface Thing extends Home {
  /** The kind's own fields, such as `name`; taken from `arn` where the entry has that. */
  readonly names: Readonly<Record<string, string>>;
  /** As the entry gives it. */
  readonly arn?: string;
}

/** A call that shows that a word holds: it changes nothing, costs next to nothing and prints nothing secret. */
export interface Probe {
  /** What IAM checks, one of the word's own. */
  readonly action: string;
  /** The words of the command after `aws`; the region is added to them. */
  command(thing: Thing): Command;
  /** The error by which AWS answers a call that it allows; absent: the call succeeds. */
  readonly answer?: string;
  /** What people have to fill in first. */
  readonly needs?: string;
}

/** What one word of `access` allows. */
export interface Word {
  /** For people, as a menu has it: `Send messages`. */
  readonly does: string;
  /** Kind of resource → actions that IAM checks against it. */
  readonly on: Readonly<Record<string, readonly string[]>>;
  /** On the thing's KMS key, through the service alone. */
  readonly kms?: readonly string[];
  /** How the runbook tries it; text: why it does not. */
  readonly probe: Probe | string;
}

/** A kind of resource that actions are checked against. */
export interface ResourceKind {
  /** In Sids: `Queue`. */
  readonly noun: string;
  /** The narrowest ARNs that stand for the thing, or `*` where the actions know no resource. */
  arns(thing: Thing): readonly string[];
  /** Set where the actions know none. */
  readonly anything?: true;
  /** Condition keys that every request about the thing carries, and statements ask for; undefined: it certainly lacks the key. */
  keys?(thing: Thing): RequestKeys;
}

/** Values of condition keys by name. */
export type RequestKeys = Readonly<Record<string, string | undefined>>;

/** How policies name things of a kind; patterns take text apart, wildcards and all, into the kind's fields by named groups. */
export interface InPolicies {
  /** ARNs of whatever stands for the thing or lies in it, by their third field and the sixth. */
  readonly arn?: { readonly service: string; readonly resource: RegExp };
  /** Condition keys whose values name it. */
  readonly keys?: Readonly<Record<string, RegExp>>;
}

/** How ARNs name the things of a kind. */
export interface ArnForm {
  /** The third field. */
  readonly service: string;
  /** Taken apart into the kind's own fields, by named groups. */
  readonly resource: RegExp;
  /** What follows where an ARN names a part of the thing; named groups are options. */
  readonly part?: RegExp;
  readonly example: string;
  /** What such an ARN leaves empty. */
  readonly without?: readonly ('region' | 'accountId')[];
  /** Whether such a thing is AWS's own, so that its ARN has no account. */
  isAwsOwn?(names: Readonly<Record<string, string>>): boolean;
  /** In place of the general check of the six fields. */
  readonly check?: Check;
}

/** Words of the AWS CLI, after `aws`. */
export type Command = readonly string[];

/** The policy of a thing itself. */
export interface OwnPolicy {
  /** What it is called: `queue policy`. */
  readonly name: string;
  /** Set where it must allow even in its own account. */
  readonly must?: true;
  /** What its statements name: everything, which is then the thing alone, or nothing; absent: the thing's ARNs. */
  readonly resource?: '*' | 'none';
  /** Words of no use to other accounts, whatever it says: why. */
  readonly within?: Readonly<Record<string, string>>;
  /** Set where things are encrypted with a key that AWS keeps for the account alone, unless they have one of their own. */
  readonly needsKey?: true;
  /** Set where callers of other accounts find a thing by its ARN alone. */
  readonly byArn?: true;
  /** Shows the policy to the thing's owner. */
  show(thing: Thing): Command;
  /** Lets a caller in: by the whole policy in `policy.json`, or by a statement of its own where AWS takes those. */
  put(thing: Thing, caller: { readonly sid: string; readonly principal: string }): Command;
}

/** A statement before its Sid is made unique; always an Allow. */
export interface Draft {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Conditions;
}

/** Something wrong with an entry that its fields alone do not show. */
export interface EntryFinding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly help: string;
}

/**
 * A kind of thing that a workload may be given access to, with all that is to be said of it. Spec, model, wizard,
 * standard, explain, completion and docs go through the registry of kinds and name none.
 */
export interface GrantKind<F extends string = string> {
  /** The field of a workload: `queues`. */
  readonly field: F;
  /** One of them in a sentence: `queue`; and for people who meet it first: `SQS queue`. */
  readonly noun: string;
  readonly title: string;
  /** The IAM service whose actions the words allow. */
  readonly service: string;
  /** What tells one thing from another: field → grammar, first what people call it by; empty where an ARN alone does. */
  readonly names: Readonly<Record<string, TextField>>;
  /** Further fields of an entry, which may be left out, each with what people are asked for it. */
  readonly options?: Readonly<Record<string, TextField & { readonly asks: string }>>;
  /** Absent where no ARN names such a thing. */
  readonly arn?: ArnForm;
  /** Addresses by which people know such things; named groups are the kind's own fields, options, `region` and `accountId`. */
  readonly addresses?: readonly RegExp[];
  /** In the order in which every list of them is written. */
  readonly words: Readonly<Record<string, Word>>;
  /** Words for several of the others. */
  readonly sets?: Readonly<Record<string, { readonly does: string; readonly words: readonly string[] }>>;
  /** The words of which people choose one, most modest first; absent: they mark any of the single words. */
  readonly menu?: readonly string[];
  readonly resources: Readonly<Record<string, ResourceKind>>;
  readonly inPolicies: InPolicies;
  /** The service in `kms:ViaService`, where things of the kind may be encrypted with a customer's key. */
  readonly kmsVia?: string;
  /** In place of one statement for each set of resources. */
  statements?(entries: readonly GrantEntry[], home: Home): readonly Draft[];
  check?(entry: GrantEntry, home: Home): readonly EntryFinding[];
  /** The policy of the thing itself, where it may have one; without it, no other account is let in. */
  readonly ownPolicy?: OwnPolicy;
  /** The account that a thing's name tells, where its ARN does not. */
  accountIn?(names: Readonly<Record<string, string>>): string | undefined;
  /** What else decides, beside policies of roles and of the thing: `grants of the key`. */
  readonly alsoDecides?: readonly string[];
}

/** Keeps the field's name as a type of its own. */
export function grantKind<const F extends string>(kind: GrantKind<F>): GrantKind<F> {
  return kind;
}

/** An ARN of the thing's place; an empty region or account where such ARNs have none. */
export function arnOf(
  { partition, region, accountId }: Home,
  service: string,
  resource: string,
  { without = [] }: Pick<ArnForm, 'without'> = {},
): string {
  const account = without.includes('accountId') ? '' : accountId;
  return `arn:${partition}:${service}:${without.includes('region') ? '' : region}:${account}:${resource}`;
}
