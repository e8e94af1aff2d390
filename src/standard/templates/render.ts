import { GENERATED_HEADER } from '../../artifacts/header.js';
import { ARTIFACT_GROUPS, type ArtifactGroup, groupOf, render } from '../../artifacts/index.js';
import { type RenderTemplate, type TemplateName, templateRenderer } from '../../artifacts/templates.js';
import { onceFor } from '../../collections.js';
import { Failure } from '../../diagnostics.js';
import { formatHcl, UNBALANCED_HCL } from '../../emit/hcl.js';
import type { AccessModel, Role } from '../../model/types.js';
import { type PathClash, type RenderedFile, TakenPaths } from '../../rendered-file.js';
import { quote } from '../../text/quote.js';
import { findOutputPathFault } from '../output-path.js';
import { fillPlaceholders } from '../placeholders.js';
import type { ExtraFile, Standard } from '../types.js';
import { matchesAll } from '../when.js';
import { type CompiledTemplates, compileTemplates } from './compile.js';
import { filesOf } from './parts.js';

/** Whether a standard changes or adds outputs, so that they must be verified. */
export function hasTemplates({ templates }: Standard): boolean {
  return templates.size > 0;
}

/** All files of a spec under a standard, or those of some groups. */
export async function renderUnder(
  standard: Standard,
  model: AccessModel,
  groups: readonly ArtifactGroup[] = ARTIFACT_GROUPS,
): Promise<readonly RenderedFile[]> {
  if (!hasTemplates(standard)) return render(model, groups);
  const { compiled, own } = readyTemplates(standard);
  const common = commonView(standard, model);
  const extra = renderFiles(standard, model, compiled, common).filter(({ path }) =>
    groups.includes(groupOf(path)),
  );
  const manifests = extra.flatMap(({ path }) => manifestIn(path) ?? []);
  let last: TemplateName | undefined;
  const renderTemplate: RenderTemplate = (name, view) => {
    if (name.startsWith('terraform/')) last = name;
    return own(name, {
      ...common,
      ...view,
      ...(name === 'kubernetes/kustomization.yaml' ? listing(view, manifests) : {}),
    });
  };
  const files = await render(model, groups, renderTemplate).catch((error: unknown) => {
    throw isUnbalanced(error) ? unbalanced(`${last}.hbs, or a partial in it,`, standard.name, error) : error;
  });
  checkPaths(files, extra);
  return [...files, ...extra.map(({ path, content }) => ({ path, content }))];
}

interface ReadyTemplates {
  readonly compiled: CompiledTemplates;
  readonly own: RenderTemplate;
}

/** Compiles once for all specs of a run. */
const readyTemplates = onceFor((standard: Standard): ReadyTemplates => {
  const compiled = compileTemplates(standard);
  return { compiled, own: templateRenderer(compiled) };
});

/** What every template sees; `shapes.ts` describes it. */
function commonView({ name, version }: Standard, { spec }: AccessModel): object {
  const { cluster, identity, tags } = spec;
  return { header: GENERATED_HEADER, cluster, identity, tags, standard: { name, version } };
}

/** An output beside the built-in ones, and what asks for it. */
interface FurtherFile extends RenderedFile {
  readonly file: ExtraFile;
}

function renderFiles(
  standard: Standard,
  model: AccessModel,
  { files: templates }: CompiledTemplates,
  common: object,
): readonly FurtherFile[] {
  const { spec } = model;
  return filesOf(standard).flatMap((file) => {
    const template = templates.get(file.template);
    if (template === undefined) return [];
    if (file.each === 'cluster') {
      if (!matchesAll(file.when, spec)) return [];
      const view = {
        ...common,
        terraform: spec.terraform,
        workloads: spec.workloads,
        roles: model.roles.map(summary),
      };
      return [{ path: pathFor(file, model), content: textFor(file, template(view)), file }];
    }
    return [...spec.workloads.keys()].flatMap((index) => {
      const workload = spec.workloads[index];
      if (workload === undefined || !matchesAll(file.when, spec, index)) return [];
      const role = model.roles.find(({ workloads }) => workloads.includes(index));
      const view = { ...common, terraform: spec.terraform, workload, role: role && summary(role) };
      return [{ path: pathFor(file, model, index), content: textFor(file, template(view)), file }];
    });
  });
}

function summary({ name, arn, owner, mechanism, subjects }: Role): object {
  return { name, arn, owner, mechanism, subjects };
}

function textFor({ path, template, standard }: ExtraFile, text: string): string {
  if (!path.endsWith('.tf')) return text;
  try {
    return formatHcl(text);
  } catch (error) {
    throw isUnbalanced(error) ? unbalanced(template, standard, error) : error;
  }
}

const isUnbalanced = (error: unknown): error is Failure =>
  error instanceof Failure && error.code === UNBALANCED_HCL;

/** Of a template of ours that is a bug; of a standard's, its author closes the brackets. */
function unbalanced(template: string, standard: string, cause: Failure): Failure {
  const message = `${template} leaves brackets open, or closes too many (a template of the standard ${quote(standard)})`;
  return new Failure('standard-template', 'user', message, {
    help: 'HCL needs as many closing brackets as opening ones, whatever each {{#if}} leaves out',
    cause,
  });
}

function pathFor(file: ExtraFile, { spec }: AccessModel, index?: number): string {
  const workload = index === undefined ? undefined : spec.workloads[index];
  const path = fillPlaceholders(file.path, { spec, workload }, (value) => value.replaceAll('/', '-'));
  if (path === undefined)
    throw refuse(
      file,
      `${quote(file.path)} needs a field that this spec leaves out`,
      'use fields that every spec has',
    );
  const fault = findOutputPathFault(path);
  if (fault !== undefined)
    throw refuse(file, `${quote(path)} ${fault}`, 'use fields whose values are plain names');
  return path;
}

/** A manifest below `kubernetes/`, as the kustomization there lists it. */
function manifestIn(path: string): string | undefined {
  return /^kubernetes\/(?!kustomization\.yaml$)(.+\.ya?ml)$/.exec(path)?.[1];
}

function listing(view: object, manifests: readonly string[]): object {
  const { resources = [] } = view as { readonly resources?: readonly string[] };
  return { resources: [...resources, ...manifests] };
}

/** No output takes the place of another one, or stands where others have a folder. */
function checkPaths(files: readonly RenderedFile[], extra: readonly FurtherFile[]): void {
  const taken = new TakenPaths();
  for (const { path } of files) taken.take(path);
  for (const { path, file } of extra) {
    const clash = taken.take(path);
    if (clash !== undefined)
      throw refuse(
        file,
        `${quote(path)} ${clashWords(clash)}`,
        'give each output a path of its own; built-in ones are changed by templates of their names',
      );
  }
}

function clashWords(clash: PathClash): string {
  if (clash.kind === 'below') return `is below ${quote(clash.file)}, which is another output`;
  if (clash.kind === 'spelling') return `is in a folder that other outputs spell ${quote(clash.folder)}`;
  return clash.kind === 'same' ? 'is another output already' : 'is also the folder of other outputs';
}

function refuse({ standard, place }: ExtraFile, message: string, help: string): Failure {
  const where = `${place.file}:${place.line}:${place.column}`;
  return new Failure(
    'standard-file',
    'user',
    `${where}: ${message} (files of the standard ${quote(standard)})`,
    { help },
  );
}
