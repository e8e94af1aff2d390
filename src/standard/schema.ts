import * as v from 'valibot';
import { isMap } from '../plain-data.js';
import { choice, forms, line, list, map, object, text, version } from '../schema/field.js';
import { findDayFault } from './day.js';
import { PLACEHOLDER } from './placeholders.js';

/** What a lint rule's findings may count as. */
const SEVERITIES = ['error', 'warning', 'info', 'off'] as const;

const path = text({
  description: 'A path of a spec; [] stands for each element of a list.',
  examples: ['workloads[].pod.image'],
  noun: 'a path of a spec',
  check: (value) => (value === '' ? 'write it as in workloads[].pod.image' : undefined),
});

/** A word that means itself, or a number or truth value, which is taken as it is spelled. */
const glob = v.union([line({ description: 'A glob: * is any text.' }), v.number(), v.boolean()]);

const globs: v.GenericSchema<Globs> = v.pipe(
  v.union([
    glob,
    list(glob, { description: 'Globs, of which one must match.', atLeastOne: 'give at least one' }),
  ]),
  v.metadata({ description: 'A glob, or a list of which one must match; * is any text.' }),
);

type Glob = string | number | boolean;
type Globs = Glob | Glob[];

const day = (description: string) =>
  text({
    description,
    examples: ['2027-01-31'],
    noun: 'a day',
    check: findDayFault,
    pattern: /^\d{4}-\d\d-\d\d$/,
  });

const matches = map(path, globs, {
  description: 'When: globs on values of the spec; all must match.',
  examples: [{ 'cluster.name': 'prod-*' }],
});

const TERMS = {
  severity: v.optional(
    choice(['error', 'warning'], { description: 'What a breach counts as; default: error.' }),
  ),
  since: v.optional(
    day('The first day on which a breach is an error; before it, a warning that names the day.'),
  ),
  until: v.optional(day('The last day on which the rule counts.')),
  when: v.optional(matches),
};

const isRule = (value: unknown): boolean => isMap(value);

/** A rule in short, as it was always written; with its terms; or several for the same thing. */
function withTerms<T, R>(
  short: v.GenericSchema<T>,
  rule: v.GenericSchema<R>,
  isOne: (value: unknown) => boolean = isRule,
): v.GenericSchema<T | R | (T | R)[]> {
  const one = forms<T | R>([short, rule], (value) => (isOne(value) ? rule : short));
  const several = list(one, { description: 'Rules, all of which hold.', atLeastOne: 'give at least one' });
  return forms<T | R | (T | R)[]>([short, rule, several], (value) => {
    if (isOne(value)) return rule;
    return Array.isArray(value) && value.some(isRule) ? several : short;
  });
}

const restriction = withTerms(globs, object('Globs with terms.', { values: globs, ...TERMS }));

const restrictions = (description: string, example: Readonly<Record<string, readonly string[]>>) =>
  v.optional(map(path, restriction, { description, examples: [example] }));

/** A part of a spec; what is in it is checked by `partial-spec.ts`. */
const partial = (description: string) => v.optional(v.pipe(v.unknown(), v.description(description)));

/** A lock with terms has its part of a spec below `values`, which is no field of a spec. */
const locked = (description: string) =>
  v.optional(
    withTerms(
      v.pipe(v.unknown(), v.description(description)),
      object('Locks with terms.', { values: v.pipe(v.unknown(), v.description(description)), ...TERMS }),
      (value) => isMap(value) && Object.hasOwn(value, 'values'),
    ),
  );

const expression = (description: string, example: string) =>
  text({
    description,
    examples: [example],
    noun: 'a regular expression',
    check: (value) => {
      if (value.length > 1000) return 'use at most 1000 characters';
      try {
        new RegExp(value.replaceAll(PLACEHOLDER, 'x'));
        return undefined;
      } catch (error) {
        return (error as Error).message.replace(/^Invalid regular expression: /, '');
      }
    },
  });

const naming = object('How a name is made, and what it must look like.', {
  template: v.optional(
    line({
      description:
        'The name where the spec gives none; {cluster.name} and other fields of the spec are put in.',
      examples: ['acme-{cluster.name}-{workload.name}'],
    }),
  ),
  pattern: v.optional(
    expression('What every such name must match; fields may be put in.', '^acme-[a-z0-9-]+$'),
  ),
  ...TERMS,
});

const names = v.optional(withTerms(naming, naming));

const tag = expression('What the value must match.', '^[a-z-]+$');

const file = object('An output beside the built-in ones.', {
  template: line({
    description: 'The template, below the folder of templates.',
    examples: ['catalog-info.yaml.hbs'],
  }),
  path: line({
    description: 'Where it goes, below the output folder; {workload.name} and other fields are put in.',
    examples: ['docs/{workload.name}.md'],
  }),
  each: v.optional(
    choice(['cluster', 'workload'], { description: 'Once, or once for each workload.' }),
    'cluster',
  ),
  when: v.optional(matches),
});

const message = object('What whoever breaks a rule about the field is told.', {
  message: v.optional(line({ description: 'Why, in a sentence.', examples: ['we run in the EU only'] })),
  docs: v.optional(
    line({ description: 'Where to read on.', examples: ['https://wiki.acme.example/regions'] }),
  ),
});

const layer = object('Values for some specs alone.', {
  match: matches,
  defaults: partial('As the defaults of the whole standard, and stronger than they are.'),
  locked: locked('As what the whole standard locks.'),
});

const exception = object('Specs that a rule does not bind for a while; every report of them says so.', {
  match: matches,
  rule: line({
    description: 'The rule, by its section and field.',
    examples: ['allowed.cluster.region', 'requiredTags.team', 'locked.identity.rolePath'],
  }),
  reason: line({ description: 'Why, in a sentence.', examples: ['moves to eu-west-1 with the new cluster'] }),
  owner: v.optional(line({ description: 'Who sees to its end.', examples: ['team-web'] })),
  until: day('Its last day; from the next one, a breach counts again.'),
});

/** What a `standard.yaml` may hold: every field with its type. */
export const standardSchema = object('What a platform team sets for every spec.', {
  version: version(1, {
    description: 'The version of this format.',
    help: 'write version: 1, without quotes; for a file of a later version update irsa-forge',
  }),
  name: text({
    description: 'The name of the standard, which its errors give.',
    examples: ['acme'],
    noun: 'a name for a standard',
    check: (value) =>
      /^[a-z0-9](?:[\w.-]{0,62}[a-z0-9])?$/i.test(value)
        ? undefined
        : 'use letters, digits, dots and dashes, at most 64',
    pattern: /^[A-Za-z0-9](?:[\w.-]{0,62}[A-Za-z0-9])?$/,
  }),
  extends: v.optional(
    line({
      description: 'The standard that this one builds on: a folder relative to this file, or an npm package.',
      examples: ['../acme-base'],
    }),
  ),
  defaults: partial(
    'Values where a spec gives none: a part of a spec; under workloads, one object for each.',
  ),
  locked: locked('Values that nobody may change: a part of a spec, as in defaults.'),
  when: v.optional(list(layer, { description: 'Values for some specs alone, such as those of production.' })),
  allowed: restrictions('Globs of which a value must match one.', { 'cluster.region': ['eu-*'] }),
  forbidden: restrictions('Globs of which a value may match none.', {
    'workloads[].policyArns[]': ['*/AdministratorAccess'],
  }),
  naming: v.optional(
    object('How names are made.', {
      workload: names,
      namespace: names,
      serviceAccount: names,
      roleName: names,
      policyName: names,
    }),
  ),
  requiredTags: v.optional(
    map(
      line({ description: 'The key.' }),
      withTerms(tag, object('A pattern with terms.', { pattern: tag, ...TERMS })),
      { description: 'Tags that every spec must have.', examples: [{ team: '^[a-z-]+$' }] },
    ),
  ),
  exceptions: v.optional(list(exception, { description: 'Specs that a rule does not bind for a while.' })),
  final: v.optional(
    list(
      line({
        description: 'A glob on the name of a rule.',
        examples: ['locked.*', 'requiredTags.team', 'rules.*'],
      }),
      {
        description:
          'Rules of this standard, and of what it extends, from which no standard that extends it makes exceptions; and lint rules, as in rules.IRSA001, whose findings count as no less in one.',
      },
    ),
  ),
  rules: v.optional(
    map(
      text({
        description: 'The id of a lint rule.',
        noun: 'the id of a lint rule',
        check: (id) => (/^IRSA\d{3}$/.test(id) ? undefined : 'write it as IRSA001'),
        pattern: /^IRSA\d{3}$/,
      }),
      choice(SEVERITIES, { description: 'What its findings count as.' }),
      { description: 'What findings of lint rules count as.', examples: [{ IRSA001: 'error' }] },
    ),
  ),
  messages: v.optional(map(path, message, { description: 'What is shown with errors, by path.' })),
  templates: v.optional(line({ description: 'The folder of own templates.', examples: ['./templates'] })),
  files: v.optional(list(file, { description: 'Further outputs.' })),
});

/** A standard as it is written, its shape already checked. */
export type StandardInput = v.InferInput<typeof standardSchema>;
