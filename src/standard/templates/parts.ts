import { ARTIFACT_GROUPS, type ArtifactGroup, groupOf } from '../../artifacts/index.js';
import { BUILT_IN_TEMPLATES, PARTIAL_NAMES, type TemplateName } from '../../artifacts/templates.js';
import { groupBy } from '../../collections.js';
import type { ExtraFile, Standard, TemplateSource } from '../types.js';

/** What a template of a standard is for. */
export type TemplateUse =
  | { readonly kind: 'override'; readonly name: TemplateName }
  | { readonly kind: 'partial'; readonly name: string; readonly known: boolean }
  | { readonly kind: 'file'; readonly files: readonly ExtraFile[] }
  | { readonly kind: 'unused' };

/** What a template is for, by its path below the folder of templates. */
export function useOf(path: string, files: readonly ExtraFile[]): TemplateUse {
  const name = path.replace(/\.hbs$/, '');
  if (Object.hasOwn(BUILT_IN_TEMPLATES, name)) return { kind: 'override', name: name as TemplateName };
  const partial = partialName(path);
  if (partial !== undefined)
    return { kind: 'partial', name: partial, known: PARTIAL_NAMES.includes(partial) };
  const users = files.filter(({ template }) => template === path);
  return users.length > 0 ? { kind: 'file', files: users } : { kind: 'unused' };
}

/** `kubernetes/partials/labels.yaml.hbs` as `kubernetes/labels`; undefined for what is no partial. */
function partialName(path: string): string | undefined {
  const [, folder, name] = /^(?:(.+)\/)?partials\/([\w-]+)(?:\.\w+)*\.hbs$/.exec(path) ?? [];
  return name === undefined ? undefined : folder === undefined ? name : `${folder}/${name}`;
}

/** The further outputs of a standard and its bases; for one path, those of the standard that extends alone. */
export function filesOf({ chain }: Standard): readonly ExtraFile[] {
  const byPath = new Map<string, readonly ExtraFile[]>();
  for (const { files } of chain)
    for (const [path, own] of groupBy(files, (file) => file.path)) byPath.set(path, own);
  return [...byPath.values()].flat();
}

/** The groups of outputs in which templates of a standard take part; what it renders of the others is ours alone. */
export function groupsWithTemplates(standard: Standard): readonly ArtifactGroup[] {
  const files = filesOf(standard);
  const touched = new Set(
    [...standard.templates.keys()].flatMap((path): readonly ArtifactGroup[] => {
      const use = useOf(path, files);
      if (use.kind === 'file') return use.files.flatMap((file) => groupsOf(file));
      return use.kind === 'override' || (use.kind === 'partial' && use.known) ? [groupOf(use.name)] : [];
    }),
  );
  return ARTIFACT_GROUPS.filter((group) => touched.has(group));
}

/** A placeholder may stand for any folder. */
function groupsOf({ path }: ExtraFile): readonly ArtifactGroup[] {
  return /^[^/]*\{/.test(path) ? ARTIFACT_GROUPS : [groupOf(path)];
}

/** The templates that only Terraform's HCL knows; its JSON is made without any. */
export function hclTemplates({ templates }: Standard): readonly TemplateSource[] {
  return [...templates.values()].filter(({ path }) => {
    const use = useOf(path, []);
    return (
      (use.kind === 'override' || (use.kind === 'partial' && use.known)) && /^terraform\//.test(use.name)
    );
  });
}

/** The partials among the templates, by the name under which they are called. */
export function partialsOf({ templates }: Standard): ReadonlyMap<string, TemplateSource> {
  const found = new Map<string, TemplateSource>();
  for (const source of templates.values()) {
    const use = useOf(source.path, []);
    if (use.kind === 'partial') found.set(use.name, source);
  }
  return found;
}
