import { type Diagnostic, type FieldPath, hasErrors, type Result } from '../diagnostics.js';
import { isMap, own } from '../plain-data.js';
import { collectFindings, type Findings, sortByPlace } from '../spec/findings.js';
import { checkShape } from '../spec/shape.js';
import { readSource } from '../spec/source.js';
import type { Source } from '../spec/source-file.js';
import { quote } from '../text/quote.js';
import { findOutputPathFault } from './output-path.js';
import { readPartialSpec } from './partial-spec.js';
import { findPlaceholderFault, PLACEHOLDER, workloadPath } from './placeholders.js';
import { type StandardInput, standardSchema } from './schema.js';
import { type ParsedPattern, parsePattern, parseValuePattern } from './spec-pattern.js';
import {
  type ExtraFile,
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
} from './types.js';

/** Reads a `standard.yaml`: syntax, shape, and whether what it says about specs fits a spec; every finding at once. */
export function parseStandard(text: string, file: string): Result<StandardFile> {
  const read = readSource(text, file);
  const diagnostics = [...read.diagnostics];
  if (!read.ok) return { ok: false, diagnostics: diagnostics.map(reworded) };
  const source = read.value;
  const findings = collectFindings(source);
  const faults = checkShape(source.value, source.spelling, standardSchema);
  for (const { code, path, atKey, message, help } of faults) {
    findings[atKey ? 'atKey' : 'error'](code, path, message, help);
  }
  const shaped = faults.length === 0 && source.unreadable.length === 0;
  const value = isMap(source.value) ? new StandardReader(source, findings).read() : undefined;
  const all = sortByPlace([...diagnostics, ...source.faults, ...findings.diagnostics]).map(reworded);
  if (!shaped || value === undefined || hasErrors(all)) return { ok: false, diagnostics: all };
  return { ok: true, value, diagnostics: all };
}

/** What the readers of specs say, about a standard. */
function reworded(diagnostic: Diagnostic): Diagnostic {
  const { code, message, help } = diagnostic;
  const about = (words: string) => words.replaceAll(/\b(a|no) spec\b(?! )/g, '$1 standard');
  const changed = code === 'spec/empty' ? 'run `irsa-forge standard init`, or start with `version: 1`' : help;
  return {
    ...diagnostic,
    code: code.replace(/^spec\//, 'standard/'),
    message: code === 'spec/unknown-field' ? about(message) : message,
    ...(changed === undefined ? {} : { help: code.startsWith('spec/yaml') ? about(changed) : changed }),
  };
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
    const general: Layer = { match: [], ...this.values([]) };
    return {
      name: this.standard,
      file: this.source.file,
      ...(base === undefined ? {} : { extends: base }),
      ...(templates === undefined ? {} : { templates }),
      layers: [general, ...this.when()],
      restrictions: [...this.restrictions('allowed'), ...this.restrictions('forbidden')],
      naming: this.naming(),
      requiredTags: this.requiredTags(),
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
    return [...layers.keys()].map((index) => ({
      match: this.matches(['when', index, 'match']),
      ...this.values(['when', index]),
    }));
  }

  private values(path: FieldPath): Pick<Layer, 'defaults' | 'locked'> {
    return { defaults: this.settings([...path, 'defaults']), locked: this.settings([...path, 'locked']) };
  }

  private settings(at: FieldPath): readonly Setting[] {
    const value = this.at(at);
    if (value === undefined) return [];
    const { fields, faults } = readPartialSpec(value, (path) => this.source.spelling([...at, ...path]));
    for (const { code, path, atKey, message, help } of faults) {
      this.findings[atKey ? 'atKey' : 'error'](code, [...at, ...path], message, help);
    }
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
    return this.matches([kind]).map((match) => ({ kind, ...match }));
  }

  private naming(): readonly NamingRule[] {
    return this.entries(['naming']).flatMap(([thing, rule]) => {
      if (!Object.hasOwn(NAMED_FIELDS, thing) || !isMap(rule)) return [];
      const { template, pattern } = rule as { readonly template?: string; readonly pattern?: string };
      for (const [field, text] of Object.entries({ template, pattern })) {
        this.placeholders(text, ['naming', thing, field], true);
      }
      return [
        {
          thing: thing as NamedThing,
          ...(template === undefined ? {} : { template }),
          ...(pattern === undefined ? {} : { pattern }),
          ...this.origin(['naming', thing]),
        },
      ];
    });
  }

  private placeholders(text: unknown, at: FieldPath, workload: boolean): void {
    const fault = typeof text === 'string' ? findPlaceholderFault(text, { workload }) : undefined;
    if (fault !== undefined) this.findings.error('standard/unknown-path', at, fault.message, fault.help);
  }

  private requiredTags(): readonly TagRule[] {
    return this.entries(['requiredTags']).map(([key, pattern]) => ({
      key,
      pattern: String(pattern),
      ...this.origin(['requiredTags', key]),
    }));
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
