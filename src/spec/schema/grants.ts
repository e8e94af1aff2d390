import * as v from 'valibot';
import { type Arn, parseArn } from '../../aws/arns.js';
import { checkKmsKeyArn } from '../../aws/kms-keys.js';
import { isPartition, partitionOf } from '../../aws/partitions.js';
import { accessWords, GRANT_KINDS, type GrantField, type GrantKind } from '../../grants/index.js';
import { choice, later, list, object, text } from '../../schema/field.js';
import type { Check, TextField } from '../../schema/text-field.js';
import { listWords, quote, withArticle } from '../../text/quote.js';
import { accountField, regionField } from './place.js';

/** An entry of a list of grants as users write it. */
export type GrantEntryInput = { readonly access: string | readonly string[] } & {
  readonly [field: string]: string | readonly string[] | undefined;
};

type GrantSchemas = {
  readonly [F in GrantField]: v.OptionalSchema<v.GenericSchema<GrantEntryInput[]>, undefined>;
};

/** A field of a workload for each kind of grant. */
export function grantFields(): GrantSchemas {
  const fields = GRANT_KINDS.map((kind) => {
    const description = `The ${plural(kind.title)} that the workload uses.`;
    return [kind.field, v.optional(list<unknown>(entrySchema(kind) as v.GenericSchema, { description }))];
  });
  return Object.fromEntries(fields) as GrantSchemas;
}

const plural = (noun: string) => `${noun}${noun.endsWith('s') ? 'es' : 's'}`;

function entrySchema(kind: GrantKind) {
  return later(() =>
    object(`What the workload may do with one ${kind.noun}.`, entryFields(kind, accessField(kind))),
  );
}

/** The fields of an entry, those without `access` where there is none to choose. */
export function entryFields(kind: GrantKind, access?: v.GenericSchema): v.ObjectEntries {
  const { names, options = {}, arn, kmsVia } = kind;
  const onlyByArn = Object.keys(names).length === 0;
  const arnField = arn === undefined ? undefined : text(arnFieldOf(kind, arn));
  return {
    ...mapFields(names, (field, name) => {
      const offering = text({ ...field, check: offeringName(kind, field, name) });
      return arn === undefined ? offering : v.optional(offering);
    }),
    ...(arnField !== undefined && onlyByArn ? { arn: arnField } : {}),
    ...(access === undefined ? {} : { access }),
    ...mapFields(options, (field) => v.optional(text(field))),
    ...(kmsVia === undefined ? {} : { kmsKeyArn: v.optional(text(kmsKeyField(kind))) }),
    ...(arnField === undefined || onlyByArn ? {} : { arn: v.optional(arnField) }),
    ...(onlyByArn ? {} : placeFields(kind)),
  };
}

function mapFields<T>(
  fields: Readonly<Record<string, TextField>>,
  make: (field: TextField, name: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, make(field, name)]));
}

function accessField(kind: GrantKind) {
  const words = accessWords(kind);
  const sets = Object.entries(kind.sets ?? {}).map(([word, set]) => `${word} = ${set.words.join(', ')}`);
  const word = choice(words, {
    description: sets.length === 0 ? 'What it may do.' : `${sets.join('; ')}.`,
  });
  return v.union([
    word,
    list(word, { description: 'Several of the words.', atLeastOne: `use one of ${words.join(', ')}` }),
  ]);
}

function kmsKeyField({ noun }: GrantKind): TextField {
  return {
    description: `The ARN of the ${noun}'s KMS key.`,
    examples: ['arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    noun: "a KMS key's ARN",
    check: checkKmsKeyArn,
    pattern: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-z-]+$/,
  };
}

function placeFields({ noun }: GrantKind) {
  return {
    region: v.optional(regionField(`The region of the ${noun}; default: the cluster's.`)),
    accountId: v.optional(accountField(`The account of the ${noun}; default: the cluster's.`)),
  };
}

type ArnForm = NonNullable<GrantKind['arn']>;

function arnFieldOf(kind: GrantKind, form: ArnForm): TextField {
  const { noun, names } = kind;
  const instead = Object.keys(names).length === 0 ? '' : `, in place of ${Object.keys(names).join(' and ')}`;
  return {
    description: `The ARN of the ${noun}${instead}.`,
    examples: [form.example],
    noun: `the ARN of ${withArticle(noun)}`,
    check: form.check ?? arnCheck(kind, form),
    pattern: /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:.+$/,
  };
}

/** The field's own check, which offers the name where an ARN or an address of the thing was written. */
function offeringName(kind: GrantKind, { check }: TextField, name: string): Check {
  return (given) => {
    const refused = check(given);
    if (refused === undefined) return undefined;
    const arn = parseArn(given);
    const parts = partsIn(kind, given);
    const value = parts?.[name];
    if (value !== undefined && check(value) === undefined) {
      const whole =
        arn !== undefined && arn.resource === resourceIn(arn, kind.arn) ? ', or write the whole as arn' : '';
      return `use the ${name} alone, ${quote(value)}${optionsIn(kind, parts)}${placeIn(parts)}${whole}`;
    }
    return arn === undefined ? refused : `${whatItIs(arn, kind)}; ${refused}`;
  };
}

/**
 * What an ARN or an address says of a thing: the kind's own fields, options, `region` and `accountId`. Of what is within a thing,
 * such as a table's index, the thing; undefined where it names none.
 */
export function partsIn(
  kind: Pick<GrantKind, 'arn' | 'addresses'>,
  given: string,
): Readonly<Record<string, string | undefined>> | undefined {
  const arn = parseArn(given);
  if (arn === undefined) {
    const found = kind.addresses?.map((address) => address.exec(given)?.groups);
    return found?.find((groups) => groups !== undefined);
  }
  const resource = resourceIn(arn, kind.arn);
  if (resource === undefined) return undefined;
  const names = kind.arn?.resource.exec(resource)?.groups;
  const part = kind.arn?.part?.exec(arn.resource.slice(resource.length))?.groups;
  const { region, accountId } = arn;
  return names && { ...names, ...part, region: region || undefined, accountId: accountId || undefined };
}

/** The options that go with the part of a thing that an ARN or an address names. */
function optionsIn({ options = {} }: GrantKind, parts: Readonly<Record<string, string | undefined>> = {}) {
  const fields = Object.keys(options).flatMap((option) =>
    parts[option] === undefined ? [] : [`${option}: ${quote(parts[option])}`],
  );
  return fields.length === 0 ? '' : `, with ${listWords(fields)}`;
}

/** The fields that say where a thing is which is not the cluster's. */
function placeIn({ region, accountId }: Readonly<Record<string, string | undefined>> = {}): string {
  const fields = [
    ...(region === undefined ? [] : [`region: ${region}`]),
    ...(accountId === undefined ? [] : [`accountId: "${accountId}"`]),
  ];
  const are = fields.length > 1 ? 'those are' : 'that is';
  return fields.length === 0 ? '' : `, with ${listWords(fields)} where ${are} not the cluster's`;
}

/** The longest start of an ARN's resource that names a thing. */
function resourceIn(arn: Arn, form: ArnForm | undefined): string | undefined {
  const { service, resource } = arn;
  if (service !== form?.service || form.without?.some((field) => arn[field] !== '')) return undefined;
  for (let start = resource; start !== ''; start = start.replace(/[/:]?[^/:]*$/, ''))
    if (form.resource.test(start)) return start;
  return undefined;
}

/** What an ARN names instead, with the field that it belongs into. */
function whatItIs({ service, resource }: Arn, { noun, field }: Pick<GrantKind, 'noun' | 'field'>): string {
  const other = GRANT_KINDS.find(
    ({ arn, field: own }) => own !== field && arn?.service === service && arn.resource.test(resource),
  );
  const named = other === undefined ? `an ARN of ${service}` : `the ARN of ${withArticle(other.noun)}`;
  const belongs = other === undefined ? '' : `: it belongs into ${other.field}`;
  return `that is ${named}, not of ${withArticle(noun)}${belongs}`;
}

/** Why text is no ARN of the form, each field with its own reason. */
function arnCheck(kind: GrantKind, form: ArnForm): Check {
  const { service, example, without = [] } = form;
  const want = `use an ARN such as ${example}`;
  return (given) => {
    const arn = parseArn(given);
    if (arn === undefined) return want;
    if (!isPartition(arn.partition)) return `there is no partition ${quote(arn.partition)}; ${want}`;
    if (arn.service !== service) return `${whatItIs(arn, kind)}; ${want}`;
    if (without.includes('region') !== (arn.region === '')) return want;
    if (arn.region !== '' && partitionOf(arn.region)?.name !== arn.partition)
      return `there is no region ${quote(arn.region)} in the partition ${arn.partition}`;
    const names = form.resource.exec(arn.resource)?.groups ?? {};
    if (form.isAwsOwn?.(names) === true)
      return arn.accountId === ''
        ? undefined
        : `that is AWS's own, and has no account: write ${given.replace(`:${arn.accountId}:`, '::')}`;
    if (without.includes('accountId') ? arn.accountId !== '' : !/^\d{12}$/.test(arn.accountId))
      return without.includes('accountId') ? want : `the account is 12 digits; ${want}`;
    const within = resourceIn(arn, form);
    if (within === undefined) return want;
    return within === arn.resource ? undefined : `write ${given.slice(0, -arn.resource.length)}${within}`;
  };
}
