import * as v from 'valibot';
import { choice, line, list, map, object, text, version } from '../schema/field.js';
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

const globs = v.union([
  glob,
  list(glob, { description: 'Globs, of which one must match.', atLeastOne: 'give at least one' }),
]);

const restrictions = (description: string, example: Readonly<Record<string, readonly string[]>>) =>
  v.optional(map(path, globs, { description, examples: [example] }));

/** A part of a spec; what is in it is checked by `partial-spec.ts`. */
const partial = (description: string) => v.optional(v.pipe(v.unknown(), v.description(description)));

const matches = map(path, globs, {
  description: 'When: globs on values of the spec; all must match.',
  examples: [{ 'cluster.name': 'prod-*' }],
});

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
});

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
  locked: partial('As what the whole standard locks.'),
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
  locked: partial('Values that nobody may change: a part of a spec, as in defaults.'),
  when: v.optional(list(layer, { description: 'Values for some specs alone, such as those of production.' })),
  allowed: restrictions('Globs of which a value must match one.', { 'cluster.region': ['eu-*'] }),
  forbidden: restrictions('Globs of which a value may match none.', {
    'workloads[].policyArns[]': ['*/AdministratorAccess'],
  }),
  naming: v.optional(
    object('How names are made.', {
      workload: v.optional(naming),
      namespace: v.optional(naming),
      serviceAccount: v.optional(naming),
      roleName: v.optional(naming),
      policyName: v.optional(naming),
    }),
  ),
  requiredTags: v.optional(
    map(line({ description: 'The key.' }), expression('What the value must match.', '^[a-z-]+$'), {
      description: 'Tags that every spec must have.',
      examples: [{ team: '^[a-z-]+$' }],
    }),
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
