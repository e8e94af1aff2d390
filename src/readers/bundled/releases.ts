/** A statement as data: a value is text, a number, a boolean, a list of values, or a formula over the module's parameters. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly formula: string };

/** A statement of a policy that a program brings itself. */
export interface BundledStatement {
  /** A formula: the statement is there once for each element of its value. */
  readonly each?: string;
  readonly conditions?: readonly Readonly<Record<string, Value>>[];
  /** The arguments of Terraform's `aws_iam_policy_document`. */
  readonly [argument: string]: Value | undefined | readonly Readonly<Record<string, Value>>[];
}

/** What a flag of a module, or a field of eksctl's `wellKnownPolicies`, switches on. */
export interface BundledPolicy {
  readonly flag: string;
  /** The first and the last of the versions that have it like this, by their place in the list. */
  readonly versions: readonly [number, number];
  readonly statements?: readonly BundledStatement[];
  /** Policies of AWS's own, by path and name. */
  readonly managed?: readonly string[];
  /** Parameters that formulas name, with their defaults as formulas. */
  readonly parameters?: Readonly<Record<string, string | null>>;
  /** The module that makes the role, where that is another one, and what it is given. */
  readonly module?: string;
  readonly inputs?: Readonly<Record<string, Value>>;
}

/** The releases of a program, oldest first, each with its day, and the policies that they bring. */
export interface Releases {
  readonly versions: readonly (readonly [version: string, date: string])[];
  readonly policies: readonly BundledPolicy[];
}

/** The release that files ask for. */
export interface Release {
  /** Its place in the list. */
  readonly at: number;
  readonly version: string;
  readonly date: string;
  /** Whether the files leave the version open, so that it is the newest one that fits. */
  readonly open: boolean;
}

/**
 * The newest release that a version constraint of Terraform takes, or the newest of all without one; undefined where none
 * fits or the constraint cannot be read. https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function releaseOf({ versions }: Releases, constraint: string | undefined): Release | undefined {
  const tests = constraint?.split(',').map(readConstraint) ?? [];
  if (tests.includes(undefined)) return undefined;
  const at = versions.findLastIndex(([version]) => {
    const numbers = version.split('.').map(Number);
    return tests.every((test) => test?.(numbers));
  });
  const found = versions[at];
  if (found === undefined) return undefined;
  const open = constraint === undefined || !/^\s*=?\s*v?\d+\.\d+\.\d+\s*$/.test(constraint);
  return { at, version: found[0], date: found[1], open };
}

type Test = (version: readonly number[]) => boolean;

function readConstraint(text: string): Test | undefined {
  const [, operator = '=', digits] = /^\s*(=|!=|>|>=|<|<=|~>)?\s*v?(\d+(?:\.\d+){0,2})\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const stated = digits.split('.').map(Number);
  const order = (version: readonly number[]) => compare(version, stated);
  switch (operator) {
    case '!=':
      return (version) => order(version) !== 0;
    case '>':
      return (version) => order(version) > 0;
    case '>=':
      return (version) => order(version) >= 0;
    case '<':
      return (version) => order(version) < 0;
    case '<=':
      return (version) => order(version) <= 0;
    case '~>':
      return (version) =>
        order(version) >= 0 && stated.slice(0, -1).every((number, index) => version[index] === number);
    default:
      return (version) => order(version) === 0;
  }
}

function compare(version: readonly number[], stated: readonly number[]): number {
  const differing = version.findIndex((number, index) => number !== (stated[index] ?? 0));
  return differing === -1 ? 0 : (version[differing] ?? 0) - (stated[differing] ?? 0);
}

/** The policies of a release, by flag. */
export function policiesIn({ policies }: Releases, { at }: Release): readonly BundledPolicy[] {
  return policies.filter(({ versions: [first, last] }) => first <= at && at <= last);
}
