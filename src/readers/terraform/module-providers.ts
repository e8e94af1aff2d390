import type { Given } from '../given.js';
import type { HclBlock, HclExpression } from '../hcl/syntax.js';
import { fieldOf, isString } from '../node-access.js';
import { type AwsProvider, readProvider, unstatedProvider } from '../resources/provider.js';
import { attributeOf, evaluateBody } from './blocks.js';
import type { Evaluator } from './evaluator.js';
import type { Memo } from './memo.js';

/** The `provider "aws"` blocks of a module, and the one that it inherits from its caller. */
export class ModuleProviders {
  constructor(
    private readonly blocks: readonly HclBlock[],
    private readonly inherited: AwsProvider | undefined,
    private readonly evaluator: Evaluator,
    private readonly memo: Memo,
    private readonly given: Given,
  ) {}

  /** The provider that a block uses, or that a module is handed. */
  of(block: HclBlock): AwsProvider {
    const alias = block.type === 'module' ? handedAlias(block) : aliasOf(block);
    const found = this.memo.once(`provider ${alias ?? ''}`, () => this.find(alias));
    return found ?? unstatedProvider(block.place, this.given, alias);
  }

  private find(alias: string | undefined): AwsProvider | undefined {
    for (const block of this.blocks) {
      if (block.labels[0]?.text !== 'aws') continue;
      const body = evaluateBody(block.body, this.evaluator, new Map(), block.place);
      const name = fieldOf(body, 'alias');
      if ((isString(name) ? name.value : undefined) === alias)
        return readProvider(block.place, body, this.given);
    }
    return alias === undefined ? this.inherited : undefined;
  }
}

/** `providers = { aws = aws.west }`: undefined for the module's own default. */
function handedAlias(block: HclBlock): string | undefined {
  const handed = attributeOf(block.body, 'providers')?.value;
  if (handed?.kind !== 'object') return undefined;
  return aliasIn(handed.items.find(({ key }) => nameIn(key) === 'aws')?.value);
}

/** `provider = aws.west`. */
const aliasOf = (block: HclBlock) => aliasIn(attributeOf(block.body, 'provider')?.value);

/** A reference to a provider, or the same in quotes, as JSON has it. */
function aliasIn(expression: HclExpression | undefined): string | undefined {
  if (expression?.kind === 'attribute-of') return expression.name;
  const quoted = expression === undefined ? undefined : nameIn(expression);
  return quoted?.includes('.') ? quoted.slice(quoted.indexOf('.') + 1) : undefined;
}

function nameIn(expression: HclExpression): string | undefined {
  if (expression.kind === 'variable') return expression.name;
  return expression.kind === 'literal' ? String(expression.value) : undefined;
}
