import type { TerraformObjectFact, TerraformOutputFact, TerraformSettingFact } from '../readers/index.js';
import { valueText } from './canonical.js';
import { differencesOf } from './differences.js';
import { type Found, leftOut, matched, type Said, wordsFor } from './found.js';

/** What templates make Terraform do, say or obey otherwise. */
export function inTerraform(own: Said, builtIn: Said): readonly Found[] {
  return [
    ...objects(own, builtIn),
    ...notMade(own),
    ...outputs(own, builtIn),
    ...settings(own, builtIn),
    ...metaArguments(own, builtIn),
  ];
}

/** Arguments of a role by which Terraform takes away what they do not name; also where they name nothing. */
const ALONE = /^(?:managed_policy_arns|inline_policy)\b/;

function objects(own: Said, builtIn: Said): readonly Found[] {
  const key = ({ scope, address }: { readonly scope: string; readonly address: string }) =>
    `${scope} ${address}`;
  const { pairs, gone } = matched(own.inventory.terraformObjects, builtIn.inventory.terraformObjects, key);
  const found = pairs.flatMap(([object, before]): readonly Found[] => {
    if (before !== undefined)
      return differencesOf(before.node, object.node).map((difference) => ({
        of: object.address,
        what: wordsFor(difference),
        refused:
          object.kind === 'aws_iam_role' && ALONE.test(difference.path)
            ? [`${difference.path} of ${object.address} decides alone which policies the role has`]
            : [],
        place: difference.place,
      }));
    return [{ of: '', what: object.address, refused: refusedOf(object), place: object.place }];
  });
  return [...found, ...leftOut(gone.map((object) => [object.address, object]))];
}

function refusedOf({ mode, kind, address }: TerraformObjectFact): readonly string[] {
  const isForeign = mode !== 'module' && !kind.startsWith('aws_');
  return isForeign ? [`${address} takes a provider beside that of AWS`] : [];
}

/** None is built in. Terraform installs and starts the providers of modules and objects that it makes nothing of, too. */
function notMade({ inventory }: Said): readonly Found[] {
  return inventory.terraformNotMade.map((object) => {
    const { mode, address, place } = object;
    const refused = mode === 'module' ? [`${address} calls a module, and nobody reads it back`] : [];
    return { of: '', what: `${address} (not made)`, refused: [...refused, ...refusedOf(object)], place };
  });
}

/** Others take the outputs of the built-in templates for what the spec says. */
function outputs(own: Said, builtIn: Said): readonly Found[] {
  const key = ({ scope, name }: TerraformOutputFact) => `${scope} ${name}`;
  const { pairs, gone } = matched(own.inventory.terraformOutputs, builtIn.inventory.terraformOutputs, key);
  const found = pairs.flatMap(([output, before]): readonly Found[] => {
    const { name, value, place } = output;
    if (before === undefined) return [{ of: '', what: `output.${name}`, place }];
    if (valueText(before.value) === valueText(value)) return [];
    return [{ of: '', refused: [`output.${name} says something else than the spec`], place }];
  });
  return [...found, ...leftOut(gone.map((output) => [`output.${output.name}`, output]))];
}

/** Blocks of which none is built in, and what they do. */
const FURTHER_BLOCKS: Readonly<Record<string, string>> = {
  import: 'changes what Terraform keeps',
  moved: 'changes what Terraform keeps',
  removed: 'changes what Terraform keeps',
  action: 'makes Terraform do more than it plans',
  ephemeral: 'makes Terraform do more than it plans',
  check: 'asks whatever it likes while Terraform plans',
};

/** What Terraform itself obeys: where it keeps its state, which programs it takes, and what it is told by whom. */
function settings(own: Said, builtIn: Said): readonly Found[] {
  const key = ({ scope, name, label }: TerraformSettingFact) => `${scope} ${name} ${label}`;
  const blocks = ({ inventory }: Said) => inventory.terraformSettings.filter(({ of }) => of === undefined);
  const { pairs, gone } = matched(blocks(own), blocks(builtIn), key);
  return [
    ...pairs.flatMap(([setting, before]) => settingDifferences(before, setting)),
    ...leftOut(gone.filter(isNamed).map((setting) => [blockName(setting), setting])),
    ...gone
      .filter((setting) => !isNamed(setting))
      .map((setting) => ({
        of: '',
        refused: [`${blockName(setting)} is not for templates to leave out`],
        place: setting.place,
      })),
  ];
}

/** What decides whether an object is there at all, and what is done beside it. */
const UNMAKING: ReadonlyMap<string, string> = new Map([
  ['lifecycle.enabled', 'has OpenTofu leave it out'],
  ['lifecycle.action_trigger', 'makes Terraform do more than it plans'],
]);

/** Meta-arguments of objects that both sides have: `lifecycle`, `depends_on` … */
function metaArguments(own: Said, builtIn: Said): readonly Found[] {
  const key = ({ scope, of, name }: TerraformSettingFact) => `${scope} ${of} ${name}`;
  const metas = ({ inventory }: Said, objects: ReadonlySet<string | undefined>) =>
    inventory.terraformSettings.filter(({ of }) => objects.has(of));
  const addresses = ({ inventory }: Said) =>
    new Set(inventory.terraformObjects.map(({ address }) => address));
  const { pairs, gone } = matched(metas(own, addresses(builtIn)), metas(builtIn, addresses(own)), key);
  const found = ({ of = '', name, place }: TerraformSettingFact, end = ''): Found => ({
    ...{ of, what: `${name}${end}`, place },
    refused: UNMAKING.has(name) ? [`${name} of ${of} ${UNMAKING.get(name)}`] : [],
  });
  return [
    ...pairs.flatMap(([setting, before]) => (before === undefined ? [found(setting)] : [])),
    ...gone.map((setting) => found(setting, ' (removed)')),
  ];
}

/** Names for values, which say nothing by themselves. */
const isNamed = ({ name }: TerraformSettingFact) => name === 'variable' || name === 'local';

const blockName = (setting: TerraformSettingFact) =>
  setting.label === undefined
    ? setting.name
    : `${setting.name}${isNamed(setting) ? '.' : ' '}${setting.label}`;

/** Of these, one is built in. */
const ONCE = ['terraform', 'backend', 'provider'];

function whyNot({ name, place }: TerraformSettingFact, of: string): string {
  if (ONCE.includes(name)) return `${of} is a further block, and one is enough`;
  const does = FURTHER_BLOCKS[name];
  return does === undefined
    ? `${place.file} has ${of}, and nobody here knows what Terraform makes of it`
    : `${place.file} has a block ${name}, which ${does}`;
}

function settingDifferences(
  before: TerraformSettingFact | undefined,
  setting: TerraformSettingFact,
): readonly Found[] {
  const { name, node, place } = setting;
  const of = blockName(setting);
  if (before === undefined) {
    return isNamed(setting)
      ? [{ of: '', what: of, place }]
      : [{ of: '', refused: [whyNot(setting, of)], place }];
  }
  if (node === undefined) return [];
  return differencesOf(before.node, node).map((difference) => ({
    of,
    what: wordsFor(difference),
    refused:
      name === 'terraform' && !/^required_version\b/.test(difference.path)
        ? [`${of}: ${difference.path} is not for templates to set`]
        : [],
    place: difference.place,
  }));
}
