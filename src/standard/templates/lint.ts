import { BUILT_IN_TEMPLATES, PARTIAL_NAMES } from '../../artifacts/templates.js';
import type { Diagnostic } from '../../diagnostics.js';
import { templateHelpers } from '../../emit/helpers.js';
import { lintTemplate, type TemplateShape } from '../../emit/template-lint.js';
import { nearest, oneOf } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import type { ExtraFile, Standard, TemplateSource } from '../types.js';
import { filesOf, partialsOf, type TemplateUse, useOf } from './parts.js';
import { COMMON_FIELDS, FILE_FIELDS, PARTIAL_FIELDS, TEMPLATE_FIELDS } from './shapes.js';

const HELPERS = Object.keys(templateHelpers);

/** Names that a template of a further file cannot have, since they have a use already. */
const TAKEN: Readonly<
  Partial<Record<TemplateUse['kind'], { readonly message: string; readonly help: string }>>
> = {
  override: {
    message: 'is the name of a built-in template, and so makes that output and no further file',
    help: 'give the template of the further file a name of its own, such as catalog-info.yaml.hbs',
  },
  partial: {
    message: 'is a partial, which other templates call and no file is made of',
    help: 'put the template of the further file beside the folder partials, and call the partial in it',
  },
};

/** Most partials that one template may come to, with all that they call in turn. */
const MOST_CALLS = 1000;

/** Checks every template of a standard: values through encoders alone, names that exist, partials that end. */
export function lintTemplates(standard: Standard): readonly Diagnostic[] {
  return new TemplateLinter(standard).run();
}

class TemplateLinter {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly partials: ReadonlyMap<string, TemplateSource>;
  private readonly files: readonly ExtraFile[];
  /** The partials that each template calls, by path. */
  private readonly calls = new Map<string, readonly string[]>();
  /** The shapes that each partial has been checked with. */
  private readonly seen = new Map<string, Set<TemplateShape>>();

  constructor(private readonly standard: Standard) {
    this.partials = partialsOf(standard);
    this.files = filesOf(standard);
  }

  run(): readonly Diagnostic[] {
    for (const source of this.standard.templates.values()) this.check(source);
    for (const [name, source] of this.partials) {
      const called = PARTIAL_NAMES.includes(name) || this.seen.has(name);
      if (!called)
        this.report(source, 1, 1, `no template calls the partial ${quote(name)}`, partialHelp(name));
      if (this.countCalls(name, []) > MOST_CALLS) {
        this.report(source, 1, 1, 'calls itself, or far too many other partials', 'call fewer partials');
      }
    }
    for (const file of this.files) this.checkFile(file);
    return unique(this.diagnostics);
  }

  private check(source: TemplateSource): void {
    const use = useOf(source.path, this.files);
    if (use.kind === 'override') this.lint(source, { ...COMMON_FIELDS, ...TEMPLATE_FIELDS[use.name] });
    if (use.kind === 'partial' && use.known)
      this.lint(source, { ...COMMON_FIELDS, ...PARTIAL_FIELDS[use.name] });
    if (use.kind === 'file') {
      for (const each of new Set(use.files.map((file) => file.each))) {
        this.lint(source, { ...COMMON_FIELDS, ...FILE_FIELDS[each] });
      }
    }
    if (use.kind === 'unused')
      this.report(source, 1, 1, 'no output uses this template', unusedHelp(source.path));
  }

  private lint(source: TemplateSource, fields: TemplateShape): void {
    const calls: string[] = [];
    const problems = lintTemplate(source.text, {
      helpers: HELPERS,
      partials: [...PARTIAL_NAMES, ...this.partials.keys()],
      fields,
      onPartial: (name, found) => {
        calls.push(name);
        this.lintPartial(name, found);
      },
    });
    // The same however often, and with whatever fields, the template is looked at.
    this.calls.set(source.path, calls);
    for (const { line, column, message, help } of problems) this.report(source, line, column, message, help);
  }

  /** A partial of the standard's own sees what its callers see. */
  private lintPartial(name: string, fields: TemplateShape): void {
    const source = this.partials.get(name);
    const seen = this.seen.get(name) ?? new Set();
    this.seen.set(name, seen);
    if (source === undefined || seen.has(fields) || seen.size > 20) return;
    seen.add(fields);
    this.lint(source, fields);
  }

  private countCalls(name: string, above: readonly string[]): number {
    if (above.includes(name)) return Number.POSITIVE_INFINITY;
    const source = this.partials.get(name);
    let count = 1;
    for (const called of new Set(source === undefined ? [] : this.calls.get(source.path))) {
      const times = this.calls.get(source?.path ?? '')?.filter((other) => other === called).length ?? 0;
      count += times * this.countCalls(called, [...above, name]);
    }
    return count;
  }

  private checkFile({ template, place, standard }: ExtraFile): void {
    const taken = TAKEN[useOf(template, []).kind];
    if (taken === undefined && this.standard.templates.has(template)) return;
    const known = [...this.standard.templates.keys()].filter((path) => useOf(path, []).kind === 'unused');
    const missing = /(?:^|\/)\.\.(?:\/|$)|^\//.test(template)
      ? `${quote(template)} leaves the folder of templates of the standard ${quote(standard)}`
      : `there is no template ${quote(template)} in the standard ${quote(standard)}`;
    this.diagnostics.push({
      code: 'standard/no-template',
      severity: 'error',
      path: 'files',
      message:
        taken === undefined
          ? missing
          : `${quote(template)} ${taken.message} (files of the standard ${quote(standard)})`,
      help:
        taken?.help ?? (known.length === 0 ? 'put it into the folder of templates' : oneOf(template, known)),
      place,
    });
  }

  private report(
    { file, standard }: TemplateSource,
    line: number,
    column: number,
    message: string,
    help: string,
  ): void {
    this.diagnostics.push({
      code: 'standard/template',
      severity: 'error',
      message: `${message} (a template of the standard ${quote(standard)})`,
      help,
      place: { file, line, column },
    });
  }
}

function unusedHelp(path: string): string {
  const guess = nearest(
    path,
    Object.keys(BUILT_IN_TEMPLATES).map((name) => `${name}.hbs`),
  );
  const list = 'name it as a built-in template, put it into a folder partials, or list it under files';
  return guess === undefined ? list : `did you mean ${guess}? ${list}`;
}

function partialHelp(name: string): string {
  const guess = nearest(name, PARTIAL_NAMES);
  return guess === undefined ? `call it with {{> ${name}}}, or take it out` : `did you mean ${guess}?`;
}

function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
