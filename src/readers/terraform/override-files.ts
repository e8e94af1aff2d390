import type { HclAttribute, HclBlock, HclBody, HclExpression } from '../hcl/syntax.js';
import { attributeOf, blocksOf } from './blocks.js';
import type { TerraformFile } from './project.js';

/** Whether Terraform lays a file over the others of its folder: `override.tf`, `*_override.tf`, and both in JSON. */
export function isOverrideFile(path: string): boolean {
  return /(?:^|[/_])override\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

/**
 * The configuration files of a folder with its override files merged in, in the order of their names
 * (https://developer.hashicorp.com/terraform/language/files/override).
 */
export function mergeOverrides(files: readonly TerraformFile[]): readonly TerraformFile[] {
  const overrides = files.filter(({ source }) => isOverrideFile(source.file));
  if (overrides.length === 0) return files;
  let merged = files.filter((file) => !overrides.includes(file));
  for (const override of overrides) merged = laidOver(merged, override);
  return merged;
}

function laidOver(files: readonly TerraformFile[], override: TerraformFile): TerraformFile[] {
  let merged = [...files];
  const alone: (HclAttribute | HclBlock)[] = [];
  for (const item of override.body.items) {
    const found = item.kind === 'block' ? mergedInto(merged, item) : undefined;
    if (found === undefined) alone.push(item);
    else merged = found;
  }
  return [...merged, { ...override, body: { ...override.body, items: alone } }];
}

/** The files with a block laid over those that it overrides; undefined when there is none, which Terraform refuses. */
function mergedInto(files: readonly TerraformFile[], override: HclBlock): TerraformFile[] | undefined {
  let found = false;
  const merged = files.map((file) => {
    if (!file.body.items.some((item) => item.kind === 'block' && isSame(item, override))) return file;
    found = true;
    const items = file.body.items.map((item) =>
      item.kind === 'block' && isSame(item, override) ? mergeBlock(item, override) : item,
    );
    return { ...file, body: { ...file.body, items } };
  });
  if (!found) return undefined;
  return override.type === 'locals' ? withNewLocals(merged, override) : merged;
}

/** Every `locals` block takes the values that it has; what none of them has is left over. */
function withNewLocals(files: readonly TerraformFile[], override: HclBlock): TerraformFile[] {
  const known = new Set(
    files.flatMap(({ body }) => blocksOf(body, 'locals').flatMap((block) => attributeNames(block.body))),
  );
  const items = override.body.items.filter((item) => item.kind !== 'attribute' || !known.has(item.name));
  const [first, ...others] = files;
  if (items.length === 0 || first === undefined) return [...files];
  const more: HclBlock = { ...override, body: { ...override.body, items } };
  return [{ ...first, body: { ...first.body, items: [...first.body.items, more] } }, ...others];
}

function isSame(base: HclBlock, override: HclBlock): boolean {
  if (base.type !== override.type || base.labels.length !== override.labels.length) return false;
  if (!base.labels.every(({ text }, index) => text === override.labels[index]?.text)) return false;
  return base.type !== 'provider' || aliasOf(base) === aliasOf(override);
}

function aliasOf({ body }: HclBlock): string {
  const alias: HclExpression | undefined = attributeOf(body, 'alias')?.value;
  if (alias?.kind === 'literal') return String(alias.value);
  const part = alias?.kind === 'template' ? alias.parts[0] : undefined;
  const piece = part?.kind === 'text' ? part.pieces[0] : undefined;
  return piece !== undefined && 'text' in piece ? piece.text : '';
}

function mergeBlock(base: HclBlock, override: HclBlock): HclBlock {
  if (base.type === 'locals') return { ...base, body: replaceAttributes(base.body, override.body) };
  return { ...base, body: mergeBody(base.body, override.body) };
}

const attributeNames = ({ items }: HclBody) =>
  items.flatMap((item) => (item.kind === 'attribute' ? [item.name] : []));

/** Only what the base has. */
function replaceAttributes(base: HclBody, override: HclBody): HclBody {
  const items = base.items.map((item) =>
    item.kind === 'attribute' ? (attributeOf(override, item.name) ?? item) : item,
  );
  return { ...base, items };
}

/** Arguments replace those of the same name, nested blocks all those of their type (attributes in JSON); `lifecycle` is merged. */
function mergeBody(base: HclBody, override: HclBody): HclBody {
  const replaced = new Set(
    override.items.flatMap((item) => {
      if (item.kind === 'attribute') return [item.name];
      return item.type === 'lifecycle' ? [] : [typeOf(item)];
    }),
  );
  const [lifecycle] = blocksOf(override, 'lifecycle');
  const kept = base.items.flatMap((item) => {
    if (item.kind === 'block' && item.type === 'lifecycle' && lifecycle !== undefined)
      return [{ ...item, body: mergeBody(item.body, lifecycle.body) }];
    return replaced.has(item.kind === 'attribute' ? item.name : typeOf(item)) ? [] : [item];
  });
  const hadLifecycle = blocksOf(base, 'lifecycle').length > 0;
  const added = override.items.filter(
    (item) => item.kind === 'attribute' || item.type !== 'lifecycle' || !hadLifecycle,
  );
  return { ...base, items: [...kept, ...added] };
}

/** A `dynamic` block stands for blocks of its label's type. */
const typeOf = (block: HclBlock) =>
  block.type === 'dynamic' ? (block.labels[0]?.text ?? block.type) : block.type;
