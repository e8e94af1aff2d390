import * as v from 'valibot';
import type { Documentation, TextField } from './text-field.js';

/**
 * Message and help of a refused value in one text, since a valibot issue carries a message alone.
 * The message goes on from the quoted value.
 */
export function refusal(message: string, help: string): string {
  return `${message}\n${help}`;
}

/** A string in a grammar. */
export function text(field: TextField): v.GenericSchema<string> {
  return new TextSchema(field) as unknown as v.GenericSchema<string>;
}

/** What refuses a text: to valibot a validation, which a wrong type is not. */
const GRAMMAR = v.rawCheck<string>(() => undefined);

/**
 * To valibot a string with a pipe. It is one object, where valibot's own parts are eight: every run makes hundreds of
 * such fields, and looks at the documentation of none.
 */
class TextSchema {
  readonly kind = 'schema';
  readonly type = 'string';
  readonly reference = v.string;
  readonly expects = 'string';
  readonly async = false;
  readonly #field: TextField;

  constructor(field: TextField) {
    this.#field = field;
  }

  /** The pattern is for the JSON Schema alone: it is no stricter than the check. */
  get pipe() {
    const { pattern } = this.#field;
    return [v.string(), documentation(this.#field), ...(pattern === undefined ? [] : [v.regex(pattern)])];
  }

  '~run'(
    dataset: v.UnknownDataset,
    config: v.Config<v.BaseIssue<unknown>>,
  ): v.OutputDataset<string, v.BaseIssue<unknown>> {
    const checked = dataset as unknown as v.OutputDataset<string, v.BaseIssue<unknown>>;
    if (typeof dataset.value !== 'string') {
      v._addIssue(this as unknown as v.GenericSchema, 'type', checked, config);
      return checked;
    }
    checked.typed = true;
    const reason = this.#field.check(dataset.value);
    if (reason !== undefined)
      v._addIssue(GRAMMAR, 'input', checked, config, {
        message: refusal(`is not ${this.#field.noun}`, reason),
      });
    return checked;
  }
}

/** One of a few words. */
export function choice<const T extends string>(
  words: readonly T[],
  field: Documentation,
): v.GenericSchema<T> {
  return v.pipe(v.picklist(words), documentation<T>(field));
}

/** A whole number within bounds, both included. */
export function whole(
  from: number,
  to: number,
  field: Documentation & { readonly unit?: string },
): v.GenericSchema<number> {
  const unit = field.unit === undefined ? '' : ` ${field.unit}`;
  const refused = refusal('is out of range', `use a whole number from ${from} to ${to}${unit}`);
  return v.pipe(
    v.number(),
    v.integer(refused),
    v.minValue(from, refused),
    v.maxValue(to, refused),
    documentation<number>(field),
  );
}

/** Any number that can be written down. */
export function number(): v.GenericSchema<number> {
  return v.pipe(v.number(), v.finite(refusal('is not finite', 'use a number that can be written down')));
}

/** True or false. */
export function flag(field: Documentation): v.GenericSchema<boolean> {
  return v.pipe(v.boolean(), documentation<boolean>(field));
}

/** A list, by default one that may be empty. */
export function list<T>(
  item: v.GenericSchema<T>,
  field: Documentation & { readonly atLeastOne?: string; readonly atMost?: number },
): v.GenericSchema<T[]> {
  const described = v.pipe(v.array(item), documentation<T[]>(field));
  const most = field.atMost ?? 100_000;
  const bounded =
    field.atMost === undefined
      ? described
      : v.pipe(described, v.maxLength(most, refusal('has too many entries', `use at most ${most}`)));
  return field.atLeastOne === undefined
    ? bounded
    : v.pipe(bounded, v.minLength(1, refusal('is empty', field.atLeastOne)));
}

/** A map whose keys and values have grammars of their own. */
export function map<T>(
  key: v.GenericSchema<string>,
  value: v.GenericSchema<T>,
  field: Documentation,
): v.GenericSchema<Record<string, T>> {
  return v.pipe(refusingLists(v.record(key, value)), documentation<Record<string, T>>(field));
}

/**
 * A value of one of several forms, of which each value tells which one is meant: what is wrong with it is then said of that one alone.
 */
export function forms<T>(
  options: readonly v.GenericSchema<T>[],
  formOf: (value: unknown) => v.GenericSchema<T>,
): v.GenericSchema<T> & Pick<Forms, 'formOf'> {
  const run: v.GenericSchema<T>['~run'] = (dataset, config) => formOf(dataset.value)['~run'](dataset, config);
  return { ...(v.union([...options]) as unknown as v.GenericSchema<T>), '~run': run, formOf };
}

/** What tells the form of a value, where a schema has several. */
export interface Forms {
  readonly formOf: (value: unknown) => v.GenericSchema;
}

/** The format's version: this number and no other. */
export function version<const T extends number>(value: T, field: Documentation & { readonly help: string }) {
  return v.pipe(
    v.literal(value, refusal('is no version that this release reads', field.help)),
    documentation<T>(field),
  );
}

/** An object of exactly these fields. */
export function object<const E extends v.ObjectEntries>(description: string, entries: E) {
  return v.pipe(refusingLists(v.strictObject(entries)), v.description(description));
}

type ObjectSchema = ReturnType<typeof object>;

/** An object that is made when somebody looks into it: of the objects that a spec may have, a run meets a few. */
export function later<S extends ObjectSchema>(make: () => S): S {
  return new LaterObject(make) as unknown as S;
}

class LaterObject {
  readonly kind = 'schema';
  readonly type = 'strict_object';
  readonly reference = v.strictObject;
  readonly expects = 'Object';
  readonly async = false;
  readonly #make: () => ObjectSchema;
  #made: ObjectSchema | undefined;

  constructor(make: () => ObjectSchema) {
    this.#make = make;
  }

  get #schema() {
    this.#made ??= this.#make();
    return this.#made;
  }

  get entries() {
    return this.#schema.entries;
  }

  get pipe() {
    return this.#schema.pipe;
  }

  '~run'(...given: Parameters<ObjectSchema['~run']>) {
    return this.#schema['~run'](...given);
  }
}

/** One line of free text. */
export function line(field: Documentation): v.GenericSchema<string> {
  return text({
    ...field,
    noun: 'one line of text',
    check: (value) =>
      /^(?!\s)[^\n\t]+(?<!\s)$/.test(value) ? undefined : 'use one line, no blanks at its ends',
  });
}

/** To valibot a list is an object too; to us it is none. */
function refusingLists<S extends v.GenericSchema>(schema: S): S {
  const run: S['~run'] = (dataset, config) => {
    if (!Array.isArray(dataset.value)) return schema['~run'](dataset, config);
    v._addIssue(schema, 'type', dataset, config);
    return dataset as unknown as v.OutputDataset<v.InferOutput<S>, v.InferIssue<S>>;
  };
  return { ...schema, '~run': run };
}

function documentation<T>({
  description,
  examples,
}: Documentation): v.MetadataAction<T, Record<string, unknown>> {
  return v.metadata({ description, ...(examples !== undefined && { examples: [...examples] }) });
}
