import { type Node, unknownLike } from '../../node.js';
import { symbolFrom } from '../symbols.js';
import { collectionFunctions } from './collections.js';
import { documentFunctions } from './documents.js';
import type { Call, TerraformFunction } from './function.js';
import { listFunctions } from './lists.js';
import { numberFunctions } from './numbers.js';
import { stringFunctions } from './strings.js';

const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map([
  ...Object.entries(stringFunctions),
  ...Object.entries(collectionFunctions),
  ...Object.entries(listFunctions),
  ...Object.entries(numberFunctions),
  ...Object.entries(documentFunctions),
]);

/** Evaluates a call; unknown when the function is not one of ours or its arguments are unknown. */
export function callFunction(call: Call): Node {
  const implementation = FUNCTIONS.get(call.name);
  if (implementation === undefined) return unresolved(call, `${call.name}() is not evaluated`);
  return implementation(call) ?? unresolved(call, `${call.name}() has no value for these arguments`);
}

function unresolved(call: Call, reason: string): Node {
  const cause = call.args.find((argument) => argument.kind === 'unknown');
  return unknownLike(
    reason,
    cause,
    call.place,
    symbolFrom(call.args, (...args) => spelledCall(call.name, args)),
  );
}

/** Cutting `https://` off by `replace` is the same as by `trimprefix`, and cutting it off twice as once. */
function spelledCall(name: string, args: readonly string[]): string {
  const [first = '', second, third] = args;
  const cuts = name === 'replace' && second === '"https://"' && third === '""';
  if (!cuts && name !== 'trimprefix') return `${name}(${args.join(', ')})`;
  const isCut = first.startsWith('trimprefix(') && first.endsWith(`, ${second})`);
  return isCut ? first : `trimprefix(${first}, ${second})`;
}
