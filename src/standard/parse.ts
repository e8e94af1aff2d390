import { type FieldPath, formatPath, hasErrors, type Result } from '../diagnostics.js';
import { isMap, own } from '../plain-data.js';
import { collectFindings, type Findings, sortByPlace } from '../spec/findings.js';
import type { ShapeFault } from '../spec/issues.js';
import { checkShape, reportFaults } from '../spec/shape.js';
import { readSource } from '../spec/source.js';
import type { DocumentKind, Source } from '../spec/source-file.js';
import { quote } from '../text/quote.js';
import { findOutputPathFault } from './output-path.js';
import { readPartialSpec } from './partial-spec.js';
import { findPlaceholderFault, PLACEHOLDER, workloadPath } from './placeholders.js';
import { type StandardInput, standardSchema } from './schema.js';
import {
  formatPattern,
  type ParsedPattern,
  parsePattern,
  parseValuePattern,
  type SpecPattern,
} from './spec-pattern.js';
import {
  type Exception,
  type ExtraFile,
  type Final,
  type Layer,
  type Match,
  type Message,
  NAMED_FIELDS,
  type NamedThing,
  type NamingRule,
  type Origin,
  type Restriction,
  type RuleSeverity,
  type Setting,
  type StandardFile,
  type TagRule,
  type Terms,
} from './types.js';

const STANDARD: DocumentKind = { name: 'standard', begun: 'irsa-forge standard init' };

/** Reads a `standard.yaml`: syntax, shape, and whether what it says about specs fits a spec; every finding at once. */
export function parseStandard(text: string, file: string): Result<StandardFile> {
  const read = readSource(text, file, STANDARD);
  if (!read.ok) return read;
  const source = read.value;
  const findings = collectFindings(source);
  const faults = unreported(source, checkShape(source.value, source.spelling, standardSchema, STANDARD));
  reportFaults(faults, findings, STANDARD);
  const shaped = faults.length === 0 && source.unreadable.length === 0;
  const value = isMap(source.value) ? new StandardReader(source, findings).read() : undefined;
  const all = sortByPlace([...source.faults, ...findings.diagnostics]);
  if (!shaped || value === undefined || hasErrors(all)) return { ok: false, diagnostics: all };
  return { ok: true, value, diagnostics: all };
}

/** Faults of what could be read: of the rest it is said why not. */
function unreported({ unreadable }: Source, faults: readonly ShapeFault[], below: FieldPath = []) {
  const said = new Set(unreadable.map(formatPath));
  return faults.filter(({ path }) => !said.has(formatPath([...below, ...path])));
}

/** The terms of a rule that says nothing of any. */
const ALWAYS: Omit<Terms, 'rule'> = { severity: 'error', when: [] };

/** `forbidden.workload.policyArns[]` as rules are called: `forbidden.workloads[].policyArns[]`. */
function ruleName(text: string): string {
  return text.replace(/^(\w+\.)workload\./, '$1workloads[].').replace(/\.access\[\]$/, '.access');
}

/** Reads fields of a standard one by one; whatever has the wrong shape is skipped, since that is reported. */
class StandardReader {
  private readonly standard: string;
  private readonly input: Partial<StandardInput>;

  constructor(
    private readonly source: Source,
    private readonly findings: Findings,
  ) {
    this.input = source.value as Partial<StandardInput>;
    this.standard = typeof this.input.name === 'string' ? this.input.name : '';
  }

  read(): StandardFile {
    const { extends: base, templates, rules } = this.input;
    return {
      name: this.standard,
      file: this.source.file,
      ...(base === undefined ? {} : { extends: base }),
      ...(templates === undefined ? {} : { templates }),
      layers: [...this.layers([], []), ...this.when()],
      restrictions: [...this.restrictions('allowed'), ...this.restrictions('forbidden')],
      naming: this.naming(),
      requiredTags: this.requiredTags(),
      exceptions: this.exceptions(),
      final: this.final(),
      rules: isMap(rules) ? (rules as Record<string, RuleSeverity>) : {},
      messages: this.messages(),
      files: this.files(),
      locate: this.source.locate,
    };
  }

  private origin(path: FieldPath): Origin {
    return { standard: this.standard, place: this.source.locate(path) };
  }

  private at(path: FieldPath): unknown {
    let value: unknown = this.source.value;
    for (const part of path) value = own(value, part);
    return value;
  }

  private entries(path: FieldPath): readonly (readonly [string, unknown])[] {
    const value = this.at(path);
    return isMap(value) ? Object.entries(value) : [];
  }

  private when(): readonly Layer[] {
    const layers = this.at(['when']);
    if (!Array.isArray(layers)) return [];
    return [...layers.keys()].flatMap((index) =>
      this.layers(['when', index], this.matches(['when', index, 'match'])),
    );
  }

  /** The values at a place; locks with terms of their own are layers of their own, since these may have conditions. */
  private layers(at: FieldPath, match: readonly Match[]): readonly Layer[] {
    const defaults = this.settings([...at, 'defaults']);
    const locks = this.rules([...at, 'locked']).map((path) => {
      const isShort = own(this.at(path), 'values') === undefined;
      const terms = isShort ? ALWAYS : this.terms(path);
      const settings = this.settings(isShort ? path : [...path, 'values']);
      const named = (pattern: SpecPattern) => ({ ...terms, rule: `locked.${formatPattern(pattern)}` });
      return {
        match: [...match, ...terms.when],
        locked: settings.map((setting) => ({ ...setting, terms: named(setting.pattern) })),
      };
    });
    const [first = { match, locked: [] }, ...others] = locks;
    if (first.match.length === match.length)
      return [{ ...first, defaults }, ...others.map((layer) => ({ ...layer, defaults: [] }))];
    return [{ match, defaults, locked: [] }, ...locks.map((layer) => ({ ...layer, defaults: [] }))];
  }

  /** Where each rule for one thing stands: alone, or in a list of rules. */
  private rules(at: FieldPath): readonly FieldPath[] {
    const given = this.at(at);
    return Array.isArray(given) && given.some(isMap)
      ? [...given.keys()].map((index) => [...at, index])
      : [at];
  }

  private terms(at: FieldPath): Omit<Terms, 'rule'> {
    const { severity = 'error', since, until } = this.at(at) as Partial<Terms>;
    if (since !== undefined && until !== undefined && since > until) {
      const message = `${quote(until)} is before since, which is ${quote(since)}: the rule would never hold`;
      this.findings.error(
        'standard/terms',
        [...at, 'until'],
        message,
        'write a later day, or take one of them out',
      );
    }
    if (since !== undefined && severity === 'warning') {
      const message = `${quote(since)} is the day from which a breach is an error, and severity says that it never is`;
      this.findings.error('standard/terms', [...at, 'since'], message, 'take one of them out');
    }
    return {
      severity,
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      when: this.matches([...at, 'when']),
    };
  }

  private settings(at: FieldPath): readonly Setting[] {
    const value = this.at(at);
    if (value === undefined) return [];
    const { fields, faults } = readPartialSpec(value, (path) => this.source.spelling([...at, ...path]));
    reportFaults(unreported(this.source, faults, at), this.findings, STANDARD, at);
    return fields.map(({ pattern, path, value: given }) => ({
      pattern,
      value: given,
      ...this.origin([...at, ...path]),
    }));
  }

  private pattern(text: string, at: FieldPath): ParsedPattern {
    const parsed = parseValuePattern(workloadPath(text));
    if (!('pattern' in parsed)) this.findings.atKey('standard/unknown-path', at, parsed.message, parsed.help);
    return parsed;
  }

  private matches(at: FieldPath): readonly Match[] {
    return this.entries(at).flatMap(([text, given]) => {
      const path = [...at, text];
      const parsed = this.pattern(text, path);
      if (!('pattern' in parsed)) return [];
      return [{ pattern: parsed.pattern, globs: this.globs(given, path), ...this.origin(path) }];
    });
  }

  /** Numbers and truth values as they are spelled, so that 1.30 stays what it is. */
  private globs(given: unknown, at: FieldPath): readonly string[] {
    const spelled = (value: unknown, path: FieldPath) =>
      typeof value === 'string' ? value : (this.source.spelling(path) ?? String(value));
    return Array.isArray(given)
      ? given.map((value, index) => spelled(value, [...at, index]))
      : [spelled(given, at)];
  }

  private restrictions(kind: Restriction['kind']): readonly Restriction[] {
    return this.entries([kind]).flatMap(([text]) => {
      const parsed = this.pattern(text, [kind, text]);
      if (!('pattern' in parsed)) return [];
      const { pattern } = parsed;
      const rule = `${kind}.${formatPattern(pattern)}`;
      return this.rules([kind, text]).map((at) => {
        const isShort = !isMap(this.at(at));
        const values = isShort ? at : [...at, 'values'];
        const terms = { rule, ...(isShort ? ALWAYS : this.terms(at)) };
        return { kind, pattern, globs: this.globs(this.at(values), values), terms, ...this.origin(values) };
      });
    });
  }

  private naming(): readonly NamingRule[] {
    return this.entries(['naming']).flatMap(([thing]) => {
      if (!Object.hasOwn(NAMED_FIELDS, thing)) return [];
      return this.rules(['naming', thing]).flatMap((at) => this.namingRule(thing as NamedThing, at));
    });
  }

  private namingRule(thing: NamedThing, at: FieldPath): readonly NamingRule[] {
    const rule = this.at(at);
    if (!isMap(rule)) return [];
    const { template, pattern } = rule as { readonly template?: string; readonly pattern?: string };
    for (const [field, text] of Object.entries({ template, pattern })) {
      this.placeholders(text, [...at, field], true);
    }
    const idle = ['severity', 'since', 'until'].find(
      (term) => pattern === undefined && own(rule, term) !== undefined,
    );
    if (idle !== undefined) {
      const message = `${quote(idle)} is about the pattern, and there is none`;
      this.findings.atKey('standard/terms', [...at, idle], message, 'give a pattern, or take it out');
    }
    return [
      {
        thing,
        ...(template === undefined ? {} : { template }),
        ...(pattern === undefined ? {} : { pattern }),
        terms: { rule: `naming.${thing}`, ...this.terms(at) },
        ...this.origin(at),
      },
    ];
  }

  private placeholders(text: unknown, at: FieldPath, workload: boolean): void {
    const fault = typeof text === 'string' ? findPlaceholderFault(text, { workload }) : undefined;
    if (fault !== undefined) this.findings.error('standard/unknown-path', at, fault.message, fault.help);
  }

  private requiredTags(): readonly TagRule[] {
    return this.entries(['requiredTags']).flatMap(([key]) => {
      const rule = formatPath(['requiredTags', key]);
      return this.rules(['requiredTags', key]).map((at) => {
        const isShort = !isMap(this.at(at));
        const pattern = isShort ? at : [...at, 'pattern'];
        const terms = { rule, ...(isShort ? ALWAYS : this.terms(at)) };
        return { key, pattern: String(this.at(pattern)), terms, ...this.origin(pattern) };
      });
    });
  }

  private exceptions(): readonly Exception[] {
    const given = this.at(['exceptions']);
    if (!Array.isArray(given)) return [];
    return given.flatMap((exception: unknown, index) => {
      const { rule, reason, owner, until } = (isMap(exception) ? exception : {}) as Partial<Exception>;
      if (typeof rule !== 'string' || reason === undefined || until === undefined) return [];
      const at = ['exceptions', index];
      const match = this.matches([...at, 'match']);
      if (match.length === 0) {
        const help =
          'name them by globs, as in match: { cluster.name: legacy-* }; for all of them, take the rule out';
        this.findings.error('standard/exception', at, 'is for no spec in particular', help);
      }
      const named = { rule: ruleName(rule), ...(owner === undefined ? {} : { owner }) };
      return [{ match, reason, until, ...named, ...this.origin([...at, 'rule']) }];
    });
  }

  private final(): readonly Final[] {
    const given = this.at(['final']);
    if (!Array.isArray(given)) return [];
    return given.flatMap((glob: unknown, index) =>
      typeof glob === 'string' ? [{ glob: ruleName(glob), ...this.origin(['final', index]) }] : [],
    );
  }

  private messages(): readonly Message[] {
    return this.entries(['messages']).flatMap(([text, given]) => {
      const at = ['messages', text];
      const path = workloadPath(text);
      const parsed = parsePattern(path);
      if (!('pattern' in parsed))
        this.findings.atKey('standard/unknown-path', at, parsed.message, parsed.help);
      return isMap(given) ? [{ path, ...(given as Partial<Message>), ...this.origin(at) }] : [];
    });
  }

  private files(): readonly ExtraFile[] {
    const files = this.at(['files']);
    if (!Array.isArray(files)) return [];
    return files.flatMap((given: unknown, index) => {
      if (!isMap(given)) return [];
      const { template, path, each = 'cluster' } = given as Partial<ExtraFile>;
      if (typeof template !== 'string' || typeof path !== 'string') return [];
      this.placeholders(path, ['files', index, 'path'], each === 'workload');
      const fault = findOutputPathFault(path.replaceAll(PLACEHOLDER, 'x'));
      if (fault !== undefined) {
        const help = 'write a path below the output folder, such as docs/oncall.md';
        this.findings.error(
          'standard/output-path',
          ['files', index, 'path'],
          `${quote(path)} ${fault}`,
          help,
        );
      }
      const when = this.matches(['files', index, 'when']);
      return [{ template, path, each, when, ...this.origin(['files', index]) }];
    });
  }
}
