import Handlebars from 'handlebars';
import type { OwnTemplates } from '../../artifacts/templates.js';
import { Failure } from '../../diagnostics.js';
import { templateHelpers } from '../../emit/helpers.js';
import { quote } from '../../text/quote.js';
import type { Standard, TemplateSource } from '../types.js';
import { useOf } from './parts.js';

/** Longest output in characters: no file that people read comes near. */
const LONGEST_OUTPUT = 10_000_000;

/** Rounds of all loops of one output: more than its longest output has lines, and soon over. */
const MOST_ROUNDS = 1_000_000;

const CODE = 'standard-template';

/** A template of a standard, ready to render. */
export type CompiledTemplate = (view: object) => string;

/** The templates of a standard in the place of the built-in ones, and those of its further files by their path. */
export interface CompiledTemplates extends OwnTemplates {
  readonly files: ReadonlyMap<string, CompiledTemplate>;
}

/** Compiles with the options of the built-in templates: strict, nothing escaped, our encoders alone. */
export function compileTemplates({ templates }: Standard): CompiledTemplates {
  const engine = Handlebars.create();
  const rounds = limitRounds(engine);
  const knownHelpers = Object.fromEntries(Object.keys(templateHelpers).map((name) => [name, true]));
  const options = { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers };
  const compile = (source: TemplateSource) => withPlace(source, engine.compile(source.text, options), rounds);
  const own = {
    templates: new Map<string, CompiledTemplate>(),
    partials: new Map<string, CompiledTemplate>(),
  };
  const files = new Map<string, CompiledTemplate>();
  for (const source of templates.values()) {
    const use = useOf(source.path, []);
    if (use.kind === 'override') own.templates.set(use.name, compile(source));
    else if (use.kind === 'partial') own.partials.set(use.name, compile(source));
    else files.set(source.path, compile(source));
  }
  return { engine, ...own, files };
}

/** How often loops of one template go round; loops in loops multiply. */
interface Rounds {
  count: number;
}

function limitRounds(engine: typeof Handlebars): Rounds {
  const rounds = { count: 0 };
  const each = engine.helpers['each'] as Handlebars.HelperDelegate;
  engine.registerHelper('each', function (this: unknown, list: unknown, options: Handlebars.HelperOptions) {
    const fn: Handlebars.TemplateDelegate = (context, more) => {
      rounds.count += 1;
      if (rounds.count > MOST_ROUNDS) throw new Error('its loops have no end');
      return options.fn(context, more);
    };
    return each.call(this, list, { ...options, fn });
  });
  return rounds;
}

/** What fails in a template is for whoever wrote it, not a bug of ours. */
function withPlace(
  source: TemplateSource,
  template: Handlebars.TemplateDelegate,
  rounds: Rounds,
): CompiledTemplate {
  // A partial is called with options as well.
  return (view: object, options?: Handlebars.RuntimeOptions) => {
    if (options === undefined) rounds.count = 0;
    let text: string;
    try {
      text = template(view, options);
    } catch (error) {
      throw error instanceof Failure && error.code === CODE ? error : templateFailure(source, error);
    }
    if (text.length > LONGEST_OUTPUT) throw templateFailure(source, new Error('its output has no end'));
    return text;
  };
}

function templateFailure({ file, standard }: TemplateSource, error: unknown): Failure {
  const { message, lineNumber, column } = error as Partial<Handlebars.Exception>;
  const line = lineNumber === undefined ? '' : `:${lineNumber}:${(column ?? 0) + 1}`;
  const reason = (message ?? String(error)).replace(/ - \d+:\d+$/, '');
  return new Failure(
    CODE,
    'user',
    `${file}${line}: ${reason} (a template of the standard ${quote(standard)})`,
    {
      help: 'put what a spec may leave out into {{#if}}; `irsa-forge standard check` renders the fixtures',
      cause: error,
    },
  );
}
