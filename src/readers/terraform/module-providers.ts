import type { HclBlock } from '../hcl/syntax.js';
import { fieldOf, isString } from '../node-access.js';
import { attributeOf, evaluateBody } from './blocks.js';
import type { Evaluator } from './evaluator.js';
import type { Memo } from './memo.js';
import { type AwsProvider, readProvider, unstatedProvider } from './provider.js';

/** The `provider "aws"` blocks of a module, and the one that it inherits from its caller. */
export class ModuleProviders {
  constructor(
    private readonly blocks: readonly HclBlock[],
    private readonly inherited: AwsProvider | undefined,
    private readonly evaluator: Evaluator,
    private readonly memo: Memo,
  ) {}

  /** The provider that a block uses; what a `providers` map hands to a module is not followed. */
  of(block: HclBlock): AwsProvider {
    if (block.type === 'module' && attributeOf(block.body, 'providers') !== undefined) {
      return unstatedProvider(block.place);
    }
    const alias = aliasOf(block);
    const found = this.memo.once(`provider ${alias ?? ''}`, () => this.find(alias));
    return found ?? unstatedProvider(block.place);
  }

  private find(alias: string | undefined): AwsProvider | undefined {
    for (const block of this.blocks) {
      if (block.labels[0]?.text !== 'aws') continue;
      const body = evaluateBody(block.body, this.evaluator, new Map(), block.place);
      const name = fieldOf(body, 'alias');
      if ((isString(name) ? name.value : undefined) === alias) return readProvider(block, body);
    }
    return alias === undefined ? this.inherited : undefined;
  }
}

/** `provider = aws.west`, or the same in quotes, as JSON has it. */
function aliasOf(block: HclBlock): string | undefined {
  const chosen = attributeOf(block.body, 'provider')?.value;
  if (chosen?.kind === 'attribute-of') return chosen.name;
  const quoted = chosen?.kind === 'literal' ? String(chosen.value) : undefined;
  return quoted?.includes('.') ? quoted.slice(quoted.indexOf('.') + 1) : undefined;
}
