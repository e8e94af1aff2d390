import type { HclParser } from '../hcl/load-hcl.js';
import { parseHcl } from '../hcl/parse-hcl.js';
import type { HclBody } from '../hcl/syntax.js';
import { entry, list, map, type Node, text } from '../node.js';
import { SourceText, type Span } from '../text/source-text.js';
import { moved } from './json-syntax.js';
import { REGISTRY_HCL, type RegistryModule } from './registry/index.js';

const SOURCES: readonly (readonly [RegExp, RegistryModule])[] = [
  [
    /terraform-aws-(modules\/)?iam(\/aws)?(\.git)?\/\/modules\/iam-role-for-service-accounts-eks\b/,
    'irsa-v5',
  ],
  [
    /terraform-aws-(modules\/)?iam(\/aws)?(\.git)?\/\/modules\/iam-role-for-service-accounts(\?|$)/,
    'irsa-v6',
  ],
  [
    /terraform-aws-(modules\/)?iam(\/aws)?(\.git)?\/\/modules\/iam-assumable-role-with-oidc\b/,
    'assumable-oidc',
  ],
  [/terraform-aws-(modules\/)?eks-pod-identity(\/aws)?(\.git)?(\?|$)/, 'pod-identity'],
];

/** Which of the public modules that we know a module call's source names. */
export function registryModuleOf(source: string): RegistryModule | undefined {
  if (!source.includes('terraform-aws-modules/')) return undefined;
  const short = source.replace('terraform-aws-modules/terraform-aws-', 'terraform-aws-modules/');
  return SOURCES.find(([pattern]) => pattern.test(short))?.[1];
}

const parsed = new WeakMap<HclParser, Map<RegistryModule, HclBody>>();

/** What a known module does, in our own words, with every place at the call. */
export function registryBody(name: RegistryModule, parser: HclParser, place: Span): HclBody {
  const bodies = parsed.get(parser) ?? new Map<RegistryModule, HclBody>();
  parsed.set(parser, bodies);
  const body = bodies.get(name) ?? parseHcl(new SourceText(name, REGISTRY_HCL[name]), parser).body;
  bodies.set(name, body);
  return moved(body, place);
}

/** The inputs of a call, with the flags for the policies that the module brings as one list. */
export function registryInputs(inputs: Node): Node {
  if (inputs.kind !== 'map') return inputs;
  const flags = inputs.entries.filter(
    (item) => /^attach_\w+_policy$/.test(item.key ?? '') && item.key !== 'attach_custom_policy',
  );
  const on = flags.filter((item) => !(item.value.kind === 'scalar' && item.value.value === false));
  const names = on.map((item) => text(item.key ?? '', item.keyNode.place));
  const bundled = entry('bundled_policies', inputs.place, list(names, inputs.place));
  return map([...inputs.entries, bundled], inputs.place, inputs.rest);
}
