import type { HclBlock } from '../hcl/syntax.js';
import { type MapEntry, type Node, text, unknown } from '../node.js';
import { isString } from '../node-access.js';
import { type Declared, withAttributes } from '../resources/computed.js';
import type { ResourceObject } from '../resources/object.js';
import type { AwsProvider } from '../resources/provider.js';
import { attributeOf, blocksOf } from './blocks.js';
import { callFunction } from './functions/call.js';
import { policyDocumentOf } from './policy-document.js';
import type { TerraformFile } from './project.js';
import type { Brings } from './registry-modules.js';

/** One object that a `resource`, `data` or `module` block stands for, evaluated. */
export interface DeclaredObject extends ResourceObject {
  readonly block: HclBlock;
}

/** How a module was reached: from which root, by which calls, with which inputs. */
export interface ModuleCall {
  /** The folder of the root module. */
  readonly scope: string;
  /** Empty for the root, else `module.a["b"].`. */
  readonly prefix: string;
  /** An argument of the call, evaluated when it is asked for; absent for the root. */
  readonly input?: (name: string) => Node | undefined;
  readonly provider?: AwsProvider;
  /** The folders of the modules around it. */
  readonly callers: readonly string[];
  /** The module's files, when they are not those of its folder. */
  readonly files?: readonly TerraformFile[];
  /** What a public module brings itself. */
  readonly brings?: Brings;
}

/** The value of a resource or data source: what it is given, what follows from that, and the rest unknown. */
export function valueOfObject(object: Declared): Node {
  const { address, mode } = object;
  const why = mode === 'data' ? 'is looked up when Terraform runs' : 'has it only after apply';
  const value = withAttributes(object, `${address} ${why}`, (item) => asIamHasIt(item, object));
  return value.kind === 'map'
    ? { ...value, entries: [...value.entries, ...policyDocumentOf(object)] }
    : value;
}

/**
 * The URL of a provider is read back from IAM once it exists, which has it without the scheme; one that Terraform knows
 * beforehand stands in the plan as it is written.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
function asIamHasIt(item: MapEntry, { mode, type }: Pick<DeclaredObject, 'mode' | 'type'>): MapEntry {
  if (type !== 'aws_iam_openid_connect_provider' || item.key !== 'url') return item;
  if (mode === 'resource' && isString(item.value)) return item;
  const { place } = item.value;
  const none = () => unknown('no file is read', place);
  const args = [item.value, text('https://', place)];
  const value = callFunction({ name: 'trimprefix', args, place, readFile: none, readTemplate: none });
  return { ...item, value };
}

/** `lifecycle { ignore_changes = [policy] }`: names of arguments, or the word `all`. */
export function ignoredIn({ body }: HclBlock): readonly string[] {
  const lifecycle = blocksOf(body, 'lifecycle')[0];
  const ignored = lifecycle === undefined ? undefined : attributeOf(lifecycle.body, 'ignore_changes')?.value;
  const items = ignored?.kind === 'list' ? ignored.items : ignored === undefined ? [] : [ignored];
  return items.flatMap((item) => {
    const name =
      item.kind === 'variable' ? item.name : item.kind === 'literal' ? String(item.value) : undefined;
    return name === undefined ? [] : [name];
  });
}
