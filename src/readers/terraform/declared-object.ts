import type { HclBlock } from '../hcl/syntax.js';
import type { Brought } from '../inventory.js';
import { type MapEntry, map, type Node, text, unknown } from '../node.js';
import { isNull, isString } from '../node-access.js';
import { computedAttributes, refer } from './computed.js';
import { callFunction } from './functions/call.js';
import { policyDocumentOf } from './policy-document.js';
import type { TerraformFile } from './project.js';
import type { AwsProvider } from './provider.js';
import type { Brings } from './registry-modules.js';

/** One object that a `resource`, `data` or `module` block stands for, evaluated. */
export interface DeclaredObject {
  readonly block: HclBlock;
  readonly mode: ObjectMode;
  /** The resource type; empty for a module call. */
  readonly type: string;
  /** With the modules around it: `module.irsa["a"].aws_iam_role.this`. */
  readonly address: string;
  /** The id of the fact that it becomes. */
  readonly fact: string;
  /** The arguments. */
  readonly body: Node;
  /** The arguments with the attributes that follow from them. */
  readonly value: Node;
  readonly provider: AwsProvider;
  /** Whether the object may be absent, or stand for several, because its count is unknown. */
  readonly conditional: boolean;
  /** Set for a policy that a public module brings itself. */
  readonly brought?: Brought;
}

/** What a block with objects is. */
export type ObjectMode = 'resource' | 'data' | 'module';

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
export function valueOfObject(object: Omit<DeclaredObject, 'value' | 'conditional'>): Node {
  const { body, block, fact, address, mode } = object;
  if (body.kind !== 'map') return body;
  const given = body.entries.filter((item) => !isNull(item.value)).map((item) => asIamHasIt(item, object));
  const own = given.map((item) => referring(item, fact));
  const declared = { ...object, place: block.place };
  const computed = [...computedAttributes(declared), ...policyDocumentOf(declared)];
  const why = mode === 'data' ? 'is looked up when Terraform runs' : 'has it only after apply';
  return map([...own, ...computed], block.place, [
    unknown(`${address} ${why}`, block.place, { symbol: address }),
  ]);
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

const IDENTIFYING = new Set(['name', 'id', 'arn', 'url']);

function referring(item: MapEntry, fact: string): MapEntry {
  if (item.key === undefined || !IDENTIFYING.has(item.key)) return item;
  return { ...item, value: refer(item.value, { fact, attribute: item.key }) };
}
