import { entry, map, type Node } from '../node.js';

/** What begins a template in YAML, which no other kind of file has in capitals. */
const TEMPLATE = /^["']?(?:AWSTemplateFormatVersion|Resources)["']?[ \t]*:/m;

/** Whether the tags of a YAML text are CloudFormation's. */
export const isTemplateText = (text: string): boolean => TEMPLATE.test(text);

/**
 * The function that a tag is short for, in its long form: `!Sub x` is `{ Fn::Sub: x }`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function asFunction(tag: string, argument: Node): Node | undefined {
  const name = /^!([A-Z]\w*)$/.exec(tag)?.[1];
  if (name === undefined) return undefined;
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  return map([entry(key, argument.place, argument)], argument.place);
}
