import type { FieldPath, RuleException } from '../diagnostics.js';
import { quote } from '../text/quote.js';
import { formatPattern } from './spec-pattern.js';
import { filesOf, useOf } from './templates/parts.js';
import { describeTerms, noteOf } from './terms.js';
import type { Exception, Lock, Match, NamingRule, Origin, Setting, Standard, Terms } from './types.js';
import { matchesAll } from './when.js';

/** One line of a standard: what it says, which standard of the chain says so, and where. */
export interface ShownEntry {
  readonly says: string;
  readonly standard: string;
  readonly at: string;
  /** Set when a standard nearer to the spec says something else. */
  readonly overridden?: true;
  readonly exception?: RuleException;
}

/** A part of a standard with everything that the chain says there. */
export interface ShownSection {
  readonly title: string;
  readonly entries: readonly ShownEntry[];
}

/** A standard merged with its bases, as `standard show` prints it. */
export interface ShownStandard {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  /** The day on which its rules are looked at. */
  readonly today: string;
  /** The standard itself first. */
  readonly chain: readonly { readonly name: string; readonly file: string }[];
  readonly sections: readonly ShownSection[];
}

/** Merges a standard for people to read; with a spec, conditions are only those that hold for it. */
export function showStandard(standard: Standard, spec?: unknown): ShownStandard {
  const { name, version, hash, today, chain } = standard;
  return {
    name,
    version,
    hash,
    today,
    chain: [...chain].reverse().map(({ name, file }) => ({ name, file })),
    sections: [
      ...valueSections(standard, spec),
      ...ruleSections(standard),
      ...outputSections(standard),
    ].filter(({ entries }) => entries.length > 0),
  };
}

function valueSections({ chain }: Standard, spec: unknown): readonly ShownSection[] {
  const general = chain.flatMap(({ layers }) => layers.filter(({ match }) => match.length === 0));
  const special = chain
    .flatMap(({ layers }) => layers.filter(({ match }) => match.length > 0))
    .filter(({ match }) => spec === undefined || matchesAll(match, spec));
  return [
    { title: 'defaults', entries: settings(general.flatMap(({ defaults }) => defaults)) },
    { title: 'locked', entries: locks(general.flatMap(({ locked }) => locked)) },
    ...special.flatMap(({ match, defaults, locked }) => [
      { title: `when ${match.map(describeMatch).join(' and ')}: defaults`, entries: settings(defaults) },
      { title: `when ${match.map(describeMatch).join(' and ')}: locked`, entries: locks(locked) },
    ]),
  ];
}

function ruleSections({ chain, today }: Standard): readonly ShownSection[] {
  const restrictions = chain.flatMap((file) => file.restrictions);
  const listed = (kind: string) =>
    restrictions
      .filter((restriction) => restriction.kind === kind)
      .map((rule) => entry(`${describeMatch(rule)}${termsOf(rule.terms)}`, rule));
  const naming = chain.flatMap((file) => file.naming);
  const tags = chain.flatMap((file) => file.requiredTags);
  const messages = chain.flatMap((file) => file.messages);
  const rules = new Map(
    chain.flatMap(({ rules, name, locate }) =>
      Object.entries(rules).map(([id, severity]) => {
        const origin: Origin = { standard: name, place: locate(['rules', id]) };
        return [id, entry(`${id}: ${severity}`, origin)] as const;
      }),
    ),
  );
  return [
    { title: 'allowed', entries: listed('allowed') },
    { title: 'forbidden', entries: listed('forbidden') },
    {
      title: 'naming',
      entries: naming.flatMap((rule) =>
        Object.entries({ template: rule.template, pattern: rule.pattern }).flatMap(([field, text]) =>
          text === undefined
            ? []
            : [entry(`${rule.thing}.${field} = ${text}${termsOf(termsFor(field, rule))}`, rule)],
        ),
      ),
    },
    {
      title: 'required tags',
      entries: tags.map((tag) => entry(`${tag.key}: ${tag.pattern}${termsOf(tag.terms)}`, tag)),
    },
    { title: 'exceptions', entries: chain.flatMap((file) => file.exceptions).map(describeException(today)) },
    {
      title: 'final',
      entries: chain.flatMap((file) => file.final).map((final) => entry(final.glob, final)),
    },
    { title: 'lint rules', entries: [...rules.values()] },
    {
      title: 'messages',
      entries: messages.map((told) =>
        entry(
          `${told.path}: ${[told.message, told.docs].filter((part) => part !== undefined).join(', ')}`,
          told,
        ),
      ),
    },
  ];
}

function outputSections(standard: Standard): readonly ShownSection[] {
  const templates = [...standard.templates.values()].flatMap((source) => {
    const use = useOf(source.path, []);
    if (use.kind !== 'override' && use.kind !== 'partial') return [];
    const what = use.kind === 'override' ? `${use.name}.hbs` : `{{> ${use.name}}}`;
    return [{ says: what, standard: source.standard, at: source.file }];
  });
  const files = filesOf(standard).map((file) => {
    const each = file.each === 'workload' ? ', for each workload' : '';
    const when = file.when.length === 0 ? '' : `, when ${file.when.map(describeMatch).join(' and ')}`;
    return entry(`${file.path} from ${file.template}${each}${when}`, file);
  });
  return [
    { title: 'templates', entries: templates },
    { title: 'files', entries: files },
  ];
}

/** Of several for one field the last one counts. */
function settings(given: readonly Setting[]): readonly ShownEntry[] {
  const last = new Map(given.map((setting) => [formatPattern(setting.pattern), setting]));
  return given.map((setting) => {
    const path = formatPattern(setting.pattern);
    const shown = entry(`${path} = ${quote(setting.value)}`, setting);
    return last.get(path) === setting ? shown : { ...shown, overridden: true };
  });
}

/** Locks with terms of their own do not override each other; their conditions stand in the title. */
function locks(given: readonly Lock[]): readonly ShownEntry[] {
  const plain = given.filter(({ terms }) => describeTerms(terms) === '');
  const others = given.filter(({ terms }) => describeTerms(terms) !== '');
  return [
    ...settings(plain),
    ...others.map((lock) =>
      entry(`${formatPattern(lock.pattern)} = ${quote(lock.value)}  (${describeTerms(lock.terms)})`, lock),
    ),
  ];
}

/** `  (from 2027-01-31; when cluster.name: prod-*)`; empty for a rule that always holds. */
function termsOf(terms: Terms): string {
  const when = terms.when.map(describeMatch).join(' and ');
  const said = [describeTerms(terms), when === '' ? '' : `when ${when}`].filter((part) => part !== '');
  return said.length === 0 ? '' : `  (${said.join('; ')})`;
}

/** A template holds on every day. */
function termsFor(field: string, { terms }: NamingRule): Terms {
  return field === 'pattern' ? terms : { rule: terms.rule, severity: 'error', when: terms.when };
}

function describeException(today: string) {
  return (exception: Exception): ShownEntry => {
    const { rule, match, reason, owner, until } = exception;
    const who = owner === undefined ? '' : ` (${owner})`;
    const end = `${until < today ? 'ended on' : 'until'} ${until}`;
    const says = `${rule} when ${match.map(describeMatch).join(' and ')}, ${end}: ${reason}${who}`;
    return { ...entry(says, exception), exception: noteOf(exception, today) };
  };
}

function entry(says: string, { standard, place }: Origin): ShownEntry {
  return { says, standard, at: `${place.file}:${place.line}:${place.column}` };
}

function describeMatch({ pattern, globs }: Match): string {
  return `${formatPattern(pattern as FieldPath)}: ${globs.join(', ')}`;
}
