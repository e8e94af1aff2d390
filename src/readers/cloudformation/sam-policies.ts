import { readAsset } from '../assets.js';
import { plainNode } from '../bundled/plain-node.js';
import { SAM_SOURCE } from '../bundled/sam-source.js';
import type { Brought } from '../inventory.js';
import { type MapNode, map, type Node, text, unknown } from '../node.js';
import { fieldOf } from '../node-access.js';
import { evaluate, type References } from './functions.js';

/** A policy template of SAM: its statements refer to parameters as a template of CloudFormation does. */
interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly unknown[];
}

let loaded: Readonly<Record<string, PolicyTemplate>> | undefined;

/** Every template by name, loaded when the first one is met. */
export function policyTemplates(): Readonly<Record<string, PolicyTemplate>> {
  loaded ??= JSON.parse(readAsset('sam-policies')) as Readonly<Record<string, PolicyTemplate>>;
  return loaded;
}

/** What brings the documents: no file says which release of SAM reads it. */
export const SAM_BROUGHT: Brought = {
  ...{ by: `SAM ${SAM_SOURCE.version}`, date: SAM_SOURCE.date, open: true },
};

/**
 * The document of a policy template with the parameters that it is given, `{ S3ReadPolicy: { BucketName: photos } }`; undefined
 * for one that is not known. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
 */
export function templateDocument(policy: MapNode, references: References): Node | undefined {
  const [only] = policy.entries;
  const { place } = policy;
  const name = only?.key ?? '';
  const found = Object.hasOwn(policyTemplates(), name) ? policyTemplates()[name] : undefined;
  if (only === undefined || found === undefined || policy.entries.length > 1) return undefined;
  const given = (parameter: string) =>
    fieldOf(only.value, parameter) ?? unknown(`parameter ${parameter} of ${name} is not given`, place);
  const own: References = {
    ref: (parameter, at) =>
      found.parameters.includes(parameter) ? given(parameter) : references.ref(parameter, at),
    attribute: (resource, attribute, at) => references.attribute(resource, attribute, at),
    condition: (condition) => references.condition(condition),
    mapping: (mapping, first, second) => references.mapping(mapping, first, second),
    imported: (exported, at) => references.imported(exported, at),
  };
  const document = { Version: '2012-10-17', Statement: found.statements };
  return (
    evaluate(
      plainNode(document, (value) => text(value, place), place),
      own,
    ) ?? map([], place)
  );
}
