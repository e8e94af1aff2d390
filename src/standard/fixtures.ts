import { posix } from 'node:path';
import { groupBy } from '../collections.js';
import { type Diagnostic, Failure, type Result } from '../diagnostics.js';
import type { JudgeFor } from '../load-model.js';
import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { type BaseFiles, readSpec } from '../spec/extends.js';
import type { Source } from '../spec/source-file.js';
import { quote } from '../text/quote.js';
import { findIdleExceptions, type Tried } from './exceptions.js';
import { findInside, listInside, Refused, readInside } from './folder.js';
import { modelUnder } from './for-specs.js';
import { mergeStandard } from './merge.js';
import { hasTemplates, renderUnder } from './templates/render.js';
import type { Standard } from './types.js';

/** The folder of specs by which a standard is tried out, and that of what they render to. */
export const FIXTURES = 'fixtures';
export const GOLDENS = 'goldens';

/** Among the goldens of a spec: what is wrong with it, as text. */
export const FINDINGS = 'findings.txt';

/** What judges a spec and what it renders to; injected, since standards know no readers. */
export interface Judges {
  readonly judgeFor: JudgeFor;
  /** Compares rendered files with a model; what templates add is taken note of elsewhere. */
  readonly verify: (files: readonly RenderedFile[], model: AccessModel) => Promise<readonly Diagnostic[]>;
}

/**
 * Renders every spec in `fixtures/` under its standard, each into a folder of its name; what is refused into findings. `shown` is the
 * standard with the places that whoever asked is told.
 */
export async function renderFixtures(
  standard: Standard,
  judges: Judges,
  shown = standard,
): Promise<Result<readonly RenderedFile[]>> {
  let names: readonly string[];
  try {
    names = listInside(standard.folder, findInside(standard.folder, FIXTURES), '.yaml');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (!error.isMissing) throw unusable(error);
    const place = shown.chain.at(-1)?.locate([]);
    const { message } = error;
    const help = `put specs into ${FIXTURES}/ that are as the standard wants them, and some that are not`;
    const found: Diagnostic = {
      code: 'standard/no-fixtures',
      severity: 'warning',
      message,
      help,
      ...(place && { place }),
    };
    return { ok: true, value: [], diagnostics: [found] };
  }
  const files: RenderedFile[] = [];
  const tried: Tried[] = [];
  const bases = basesIn(standard);
  const sources = names.map((name) => {
    return { name, source: readSpec(fixtureOf(standard, name), name, bases) };
  });
  const extended = new Set(
    sources.flatMap(({ source }) => (source.ok ? source.value.bases.map(({ file }) => file) : [])),
  );
  for (const { name, source } of sources) {
    const folder = name.replace(/\.yaml$/, '').replaceAll('/', '-');
    const rendering = await renderFixture(standard, source, judges);
    const { files: rendered, findings } = rendering;
    // A base need not be a whole spec: it is tried out by those that extend it.
    if (extended.has(name) && rendered.length === 0) continue;
    tried.push(rendering);
    const text = findings.map(describe).join('');
    files.push(...rendered.map(({ path, content }) => ({ path: `${folder}/${path}`, content })));
    if (text !== '') files.push({ path: `${folder}/${FINDINGS}`, content: text });
  }
  return { ok: true, value: files, diagnostics: findIdleExceptions(shown, tried) };
}

function fixtureOf({ folder }: Standard, name: string): string {
  try {
    return readInside(folder, `${FIXTURES}/${name}`) ?? '';
  } catch (error) {
    throw error instanceof Refused ? unusable(error) : error;
  }
}

const unusable = ({ message, help }: Refused) => new Failure('standard-fixture', 'user', message, { help });

interface Rendering extends Tried {
  readonly files: readonly RenderedFile[];
}

/** What fixtures extend, in the standard's own folder; names are below that of the fixtures. */
function basesIn({ folder }: Standard): BaseFiles {
  return {
    identify: (file) => file,
    open: (ref, from) => {
      const file = posix.join(posix.dirname(from), ref);
      const help = 'name a file of the standard, relative to this one';
      try {
        const text = readInside(folder, `${FIXTURES}/${file}`);
        return text === undefined ? { message: `there is no file ${quote(file)}`, help } : { file, text };
      } catch (error) {
        if (error instanceof Refused) return { message: error.message, help: error.help };
        throw error;
      }
    },
  };
}

async function renderFixture(
  standard: Standard,
  source: Result<Source>,
  { judgeFor, verify }: Judges,
): Promise<Rendering> {
  // Whichever standard it names, it is this one that it is for.
  const loaded = source.ok ? await modelUnder(source.value, standard, judgeFor) : source;
  const value = source.ok ? mergeStandard(source.value.value, standard).value : undefined;
  if (!loaded.ok) return { files: [], value, findings: loaded.diagnostics };
  try {
    const files = await renderUnder(standard, loaded.value);
    const found = hasTemplates(standard) ? inOutputs(await verify(files, loaded.value)) : [];
    return { files: found.length > 0 ? [] : files, value, findings: [...loaded.diagnostics, ...found] };
  } catch (error) {
    if (!(error instanceof Failure) || error.turn === 'internal') throw error;
    const { code, message, help } = error;
    return {
      files: [],
      value,
      findings: [{ code, severity: 'error', message, ...(help === undefined ? {} : { help }) }],
    };
  }
}

/** Findings in outputs, which nobody sees, with their place in words; what many of them have in common once. */
function inOutputs(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...groupBy(found, ({ severity, message }) => `${severity} ${message}`).values()].flatMap(
    ([first, ...others]) => {
      if (first?.place === undefined) return first ?? [];
      const { place, ...finding } = first;
      const more = others.length === 0 ? '' : ` (and at ${others.length} more places)`;
      return { ...finding, message: `${place.file}:${place.line}: ${finding.message}${more}` };
    },
  );
}

/** Without places in other files, which move about. */
function describe({ severity, path, place, message, help }: Diagnostic): string {
  const at = place === undefined ? '' : `${place.line}:${place.column} `;
  const about = path === undefined ? '' : `${path}: `;
  return `${at}${severity}: ${about}${message}\n${help === undefined ? '' : `  help: ${help}\n`}`;
}
