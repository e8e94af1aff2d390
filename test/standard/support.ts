import type { Diagnostic } from '../../src/diagnostics.js';
import { loadModel } from '../../src/load-model.js';
import type { AccessModel } from '../../src/model/types.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { specStandard } from '../../src/standard/amend.js';
import { parseStandard } from '../../src/standard/parse.js';
import type { Standard } from '../../src/standard/types.js';
import { aSpecInput, type Part } from '../support/a-spec.js';

/** A finding as the terminal shows it, without its help: `line:column path: message`. */
export function shown({ place, path, message }: Diagnostic): string {
  return `${place?.line}:${place?.column} ${path}: ${message}`;
}

/** A standard from the parts of its YAML, bases first; each gets a name unless it brings one. */
export function aStandard(...texts: readonly string[]): Standard {
  const chain = texts.map((text, index) => {
    const name = /^name:/m.test(text)
      ? ''
      : `name: ${index === texts.length - 1 ? 'acme' : `base${index + 1}`}\n`;
    const file = index === texts.length - 1 ? 'standard.yaml' : `base${index + 1}/standard.yaml`;
    const parsed = parseStandard(`version: 1\n${name}${text}`, file);
    if (!parsed.ok) throw new Error(parsed.diagnostics.map(shown).join('\n'));
    return parsed.value;
  });
  const name = chain.at(-1)?.name ?? '';
  const today = '2026-11-27';
  return { name, version: '1.0.0', hash: '0'.repeat(64), today, folder: '/', chain, templates: new Map() };
}

/** The same standard with templates of its own, by path below their folder. */
export function withOwnTemplates(standard: Standard, templates: Readonly<Record<string, string>>): Standard {
  const sources = Object.entries(templates).map(([path, text]) => {
    return [path, { path, text, file: `templates/${path}`, standard: standard.name }] as const;
  });
  return { ...standard, templates: new Map(sources) };
}

/** What a spec becomes under a standard: its model, or what is wrong. */
export function underStandard(standard: Standard, changes: Part<SpecInput> = {}) {
  return loadModel(JSON.stringify(aSpecInput(changes), null, 2), 'irsa.yaml', specStandard(standard));
}

/** The model of a spec that satisfies its standard. */
export function modelUnder(standard: Standard, changes: Part<SpecInput> = {}): AccessModel {
  const result = underStandard(standard, changes);
  if (result.ok) return result.value;
  throw new Error(result.diagnostics.map(shown).join('\n'));
}

/** The errors of a spec under a standard: path and message. */
export function errorsUnder(standard: Standard, changes: Part<SpecInput> = {}): readonly string[] {
  return underStandard(standard, changes)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`);
}
