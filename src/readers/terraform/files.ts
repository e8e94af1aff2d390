import { quote } from '../../text/quote.js';
import { parseHclTemplate } from '../hcl/parse-hcl.js';
import { type Node, unknown } from '../node.js';
import { isString } from '../node-access.js';
import { joinPath } from '../paths.js';
import { textOfFile } from '../pieces.js';
import type { SourceText, Span } from '../text/source-text.js';
import type { Evaluator } from './evaluator.js';
import { moved, withoutFinalNewline } from './json-syntax.js';
import type { TerraformProject } from './project.js';

/** `file()`: the text of a file among the files, with its own places. */
export function readTextFile(project: TerraformProject, scope: string, path: string, place: Span): Node {
  const source = find(project, scope, path);
  return source === undefined ? missing(path, place) : textOfFile(source);
}

/** `templatefile()`: the file as a template, every place at the call. */
export function readTemplateFile(
  project: TerraformProject,
  scope: string,
  path: string,
  values: Node,
  evaluator: Evaluator,
  place: Span,
): Node {
  const source = find(project, scope, path);
  if (source === undefined || project.parser === undefined) return missing(path, place);
  project.templates.add(source);
  return render(source.text, { project, values, evaluator, place, name: `the template ${path}` });
}

/** `data.template_file`: the text that it is given, mostly by `file()`, as a template. */
export function renderTemplateText(
  project: TerraformProject,
  template: Node,
  values: Node,
  evaluator: Evaluator,
  place: Span,
): Node {
  if (!isString(template)) return unknown('the template is not known', place);
  for (const piece of template.pieces ?? [])
    if ('source' in piece && piece.source?.text === template.value) project.templates.add(piece.source);
  return render(template.value, { project, values, evaluator, place, name: 'the template' });
}

interface Rendering {
  readonly project: TerraformProject;
  readonly values: Node;
  readonly evaluator: Evaluator;
  readonly place: Span;
  readonly name: string;
}

function render(text: string, { project, values, evaluator, place, name }: Rendering): Node {
  const parts = project.parser === undefined ? undefined : parseHclTemplate(text, project.parser);
  if (parts === undefined || values.kind !== 'map') return unknown(`${name} cannot be read`, place);
  const names = new Map(
    values.entries.flatMap((item) => (item.key === undefined ? [] : [[item.key, item.value]])),
  );
  const template = { kind: 'template', parts: withoutFinalNewline(parts), quoted: false, place } as const;
  return evaluator.evaluate(moved(template, place), names);
}

/** Paths in the files are relative to the repository; Terraform's are to the root module. */
function find(project: TerraformProject, scope: string, path: string): SourceText | undefined {
  for (const full of [joinPath('', path), joinPath(scope, path)]) {
    const source = full === undefined ? undefined : project.texts.get(full);
    if (source !== undefined) return source;
  }
  return undefined;
}

const missing = (path: string, place: Span) =>
  unknown(`the file ${quote(path)} is not among the files`, place);
