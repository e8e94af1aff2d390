import { type FieldPath, formatPath } from '../diagnostics.js';
import { GRANT_KINDS } from '../grants/index.js';
import { isMap, own, valueAt } from '../plain-data.js';
import { nearest } from '../text/nearest.js';
import { listWords, quote } from '../text/quote.js';
import type { ShapeFault } from './issues.js';
import { withProgramNames } from './programs.js';

/** The fields that placeholders name: those of the cluster and of the workload in which the text stands, and any tag. */
const FIELDS = {
  cluster: ['name', 'region', 'accountId'],
  workload: ['name', 'namespace'],
  tags: undefined,
} as const;

type Root = keyof typeof FIELDS;

/** As JSON Schema and expressions spell it: one of the roots, a dot and whatever is no brace. */
export const PLACEHOLDER_PATTERN = `\\{(${Object.keys(FIELDS).join('|')})\\.([^{}]+)\\}`;

const PLACEHOLDER = new RegExp(PLACEHOLDER_PATTERN, 'g');

/** What of a grant's entry names a thing or is its ARN, by the field of the workload. */
const NAMING: ReadonlyMap<unknown, readonly string[]> = new Map(
  GRANT_KINDS.map(({ field, names }) => [field, [...Object.keys(names), 'arn', 'kmsKeyArn']]),
);

/** Whether a field is one of those in which placeholders are filled in; in any other one a brace is text. */
export function takesPlaceholders([root, first, field, ...below]: FieldPath): boolean {
  if (root === 'tags') return first !== undefined;
  if (root === 'terraform') return first === 'backend' && field === 'config' && below.length === 1;
  if (root !== 'workloads') return false;
  const [element, name] = below;
  if (['roleName', 'policyName', 'targetRoleArn'].includes(String(field))) return below.length === 0;
  if (field === 'pod') return element === 'image' || (element === 'env' && below.length === 2);
  return field === 'with' || NAMING.get(field)?.includes(String(name)) === true;
}

/** Whether text holds a placeholder, or what looks like one. */
export function hasPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && value.search(PLACEHOLDER) >= 0;
}

/** Why placeholders of a text can never be filled in, wherever they take their values from; undefined when they can. */
export function findPlaceholderFault(
  text: string,
  { workload }: { readonly workload: boolean },
): Pick<ShapeFault, 'code' | 'message' | 'help'> | undefined {
  for (const [whole, root, field = ''] of text.matchAll(PLACEHOLDER)) {
    const known: readonly string[] | undefined = FIELDS[root as Root];
    const code = 'unknown-placeholder';
    if (root === 'workload' && !workload) {
      const help = `write ${listWords(FIELDS.cluster.map((name) => `{cluster.${name}}`))}, or {tags.<key>}`;
      return { code, message: `${whole} is of no one workload here`, help };
    }
    if (known === undefined || known.includes(field)) continue;
    const spelled = (name: string) => `{${root}.${name}}`;
    const guess = nearest(field, known);
    const help =
      guess === undefined ? `use ${listWords(known.map(spelled), 'or')}` : `did you mean ${spelled(guess)}?`;
    return { code, message: `${whole} is no field that a placeholder may name`, help };
  }
  return undefined;
}

/** A spec with its placeholders filled in. */
export interface Filled {
  readonly value: unknown;
  readonly faults: readonly ShapeFault[];
  /** Fields whose placeholders have no value; they are undefined. */
  readonly unreadable: readonly FieldPath[];
  /** Fields that take no placeholders, and hold what would be one elsewhere. */
  readonly kept: readonly FieldPath[];
}

/**
 * Fills in the placeholders of a spec, by default in the fields that take them. What a required field lacks is that
 * field's own fault; a tag that is not there is one of the text.
 */
export function fillPlaceholders(
  spec: unknown,
  takes: (path: FieldPath) => boolean = takesPlaceholders,
): Filled {
  if (!holdsAny(spec)) return { value: spec, faults: [], unreadable: [], kept: [] };
  const filling = new Filling(withProgramNames(spec), takes);
  const value = filling.fill(spec, []);
  const { faults, unreadable, kept } = filling;
  return { value, faults, unreadable, kept };
}

/** A value as it would be filled in at a path of a spec, whichever field that is; undefined while the spec lacks what a placeholder names. */
export function fillAt(spec: unknown, value: unknown, path: FieldPath): unknown {
  if (!holdsAny(value)) return value;
  const filling = new Filling(withProgramNames(spec), () => true);
  const filled = filling.fill(value, path);
  return filling.unreadable.length === 0 ? filled : undefined;
}

function holdsAny(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return hasPlaceholder(value);
  return Object.values(value).some(holdsAny);
}

class Filling {
  readonly faults: ShapeFault[] = [];
  readonly unreadable: FieldPath[] = [];
  readonly kept: FieldPath[] = [];

  constructor(
    private readonly spec: unknown,
    private readonly takes: (path: FieldPath) => boolean,
  ) {}

  fill(value: unknown, path: FieldPath): unknown {
    if (Array.isArray(value)) return value.map((item, index) => this.fill(item, [...path, index]));
    if (isMap(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => [key, this.fill(child, [...path, key])]),
      );
    if (!hasPlaceholder(value)) return value;
    if (this.takes(path)) return this.text(value, path);
    if (findPlaceholderFault(value, { workload: path[0] === 'workloads' }) === undefined)
      this.kept.push(path);
    return value;
  }

  private text(text: string, path: FieldPath): string | undefined {
    const filled = this.resolve(text, path, [formatPath(path)]);
    if (filled === undefined) this.unreadable.push(path);
    return filled;
  }

  /** The text, with the fields that it goes through so far; undefined when one of them has no value. */
  private resolve(text: string, path: FieldPath, through: readonly string[]): string | undefined {
    const fault = findPlaceholderFault(text, { workload: path[0] === 'workloads' });
    if (fault !== undefined) return this.refuse(path, fault.code, fault.message, fault.help);
    let complete = true;
    const filled = text.replaceAll(PLACEHOLDER, (whole, root: Root, field: string) => {
      const value = this.lookUp(
        whole,
        root === 'workload' ? [...path.slice(0, 2), field] : [root, field],
        path,
        through,
      );
      complete &&= value !== undefined;
      return value ?? '';
    });
    return complete ? filled : undefined;
  }

  private lookUp(
    whole: string,
    from: FieldPath,
    path: FieldPath,
    through: readonly string[],
  ): string | undefined {
    const value = valueAt(this.spec, from);
    const name = formatPath(from);
    if (through.includes(name)) {
      const help = 'write its value out in one of them';
      return this.refuse(path, 'circular-placeholder', `${whole} leads back to ${name}`, help);
    }
    if (typeof value === 'string') {
      return hasPlaceholder(value) && this.takes(from)
        ? this.resolve(value, from, [...through, name])
        : value;
    }
    const tags = own(this.spec, 'tags');
    if (from[0] !== 'tags' || (isMap(tags) && Object.hasOwn(tags, from[1] as string))) return undefined;
    const guess = isMap(tags) ? nearest(String(from[1]), Object.keys(tags)) : undefined;
    // Whoever writes the spec may not be who wrote the text, which may be a default of a standard.
    const help = `write it below tags${guess === undefined ? '' : `, or did you mean {tags.${guess}}?`}`;
    return this.refuse(path, 'unknown-placeholder', `${whole}: there is no tag ${quote(from[1])}`, help);
  }

  private refuse(path: FieldPath, code: string, message: string, help: string): undefined {
    this.faults.push({ code, path, atKey: false, message, help });
    return undefined;
  }
}
