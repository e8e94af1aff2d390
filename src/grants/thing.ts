import { ARN_FIELDS, parseArn, splitArn } from '../aws/arns.js';
import type { GrantEntry, GrantKind, Home, Thing } from './kind.js';
import { textOf } from './text.js';

/** The thing that an entry names; what the entry leaves out is the cluster's. */
export function thingOf(
  kind: Pick<GrantKind, 'names' | 'options' | 'arn'>,
  entry: GrantEntry,
  home: Home,
): Thing {
  const arn = textOf(entry, 'arn');
  const parsed = arn === undefined ? undefined : parseArn(arn);
  const names =
    parsed === undefined
      ? Object.fromEntries(Object.keys(kind.names).map((name) => [name, textOf(entry, name) ?? '']))
      : (kind.arn?.resource.exec(parsed.resource)?.groups ?? {});
  return {
    partition: parsed?.partition ?? home.partition,
    dnsSuffix: home.dnsSuffix,
    region: parsed?.region || (textOf(entry, 'region') ?? home.region),
    accountId: parsed?.accountId || (textOf(entry, 'accountId') ?? home.accountId),
    names: { ...names, ...optionsOf(kind, entry) },
    ...(arn === undefined ? {} : { arn }),
  };
}

function optionsOf({ options = {} }: Pick<GrantKind, 'options'>, entry: GrantEntry) {
  const given = Object.keys(options).map((option) => [option, textOf(entry, option)] as const);
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** The thing of a kind that a policy names by an ARN or a pattern of ARNs, `*` being all of them; undefined where it names none. */
export function thingNamed(kind: GrantKind, text: string): Thing | undefined {
  const anything = { dnsSuffix: '', names: mapNames(kind, () => '*') };
  const without = kind.arn?.without ?? [];
  if (text === '*') {
    const [region, accountId] = (['region', 'accountId'] as const).map((field) =>
      without.includes(field) ? '' : '*',
    );
    return { ...anything, partition: 'aws', region: region ?? '', accountId: accountId ?? '', arn: '*' };
  }
  const form = kind.inPolicies.arn;
  const fields = splitArn(text);
  const missing = ARN_FIELDS - fields.length;
  const [scheme = ''] = fields;
  if (scheme !== 'arn' && !(fields.length === 1 && 'arn'.startsWith(scheme.replace(/\*$/, ''))))
    return undefined;
  if (form === undefined || (missing > 0 && !text.endsWith('*'))) return undefined;
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = [
    ...fields,
    ...Array<string>(Math.max(0, missing)).fill('*'),
  ];
  if (service !== form.service && service !== '*') return undefined;
  const own = { partition, region, accountId, arn: text };
  if (without.some((field) => own[field] !== '' && own[field] !== '*')) return undefined;
  if (resource === '*') return { ...anything, ...own };
  const match = form.resource.exec(resource);
  return match === null ? undefined : { ...anything, ...own, names: namesIn(kind, match) };
}

/** The ARN by which people know the thing; undefined where there is none. */
export function mainArn({ resources }: GrantKind, thing: Thing): string | undefined {
  return Object.values(resources)
    .flatMap(({ arns }) => arns(thing))
    .find((arn) => arn !== '*');
}

/** What people call the thing: its fields in one text, or its ARN where it has none. */
export function labelOf({ names, arn }: Thing): string {
  return (
    Object.values(names)
      .filter((name) => name !== '')
      .join('/') ||
    (arn ?? '*')
  );
}

/** Fields of the kind that a match gives; what it leaves out is a part of the thing that could be any. */
function namesIn(kind: GrantKind, { groups = {} }: RegExpExecArray): Thing['names'] {
  const given = Object.entries(groups).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { ...mapNames(kind, () => '*'), ...Object.fromEntries(given) };
}

function mapNames({ names }: GrantKind, value: () => string): Thing['names'] {
  return Object.fromEntries(Object.keys(names).map((name) => [name, value()]));
}
