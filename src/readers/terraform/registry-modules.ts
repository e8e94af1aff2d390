import type { HclParser } from '../hcl/load-hcl.js';
import { parseHcl } from '../hcl/parse-hcl.js';
import type { HclBlock, HclBody } from '../hcl/syntax.js';
import { list, type Node, text } from '../node.js';
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
  [/terraform-aws-(modules\/)?eks(\/aws)?(\.git)?(\?|$)/, 'eks'],
  [/(aws-ia\/|terraform-aws-)eks-blueprints-addon(\/aws)?(\.git)?(\?|$)/, 'blueprints-addon'],
  [/terraform-aws-(modules\/)?eks-pod-identity(\/aws)?(\.git)?(\?|$)/, 'pod-identity'],
];

/** Which of the public modules that we know a module call's source names. */
export function registryModuleOf(source: string, version: string | undefined): RegistryModule | undefined {
  if (!/(terraform-aws-modules|aws-ia)\//.test(source)) return undefined;
  const short = source.replace('terraform-aws-modules/terraform-aws-', 'terraform-aws-modules/');
  const found = SOURCES.find(([pattern]) => pattern.test(short))?.[1];
  const major = majorIn(version ?? /[?&]ref=(?:tags\/)?(.*)$/.exec(source)?.[1]);
  return found === 'eks' && (major === undefined || major < EKS_SINCE) ? undefined : found;
}

/** The version of terraform-aws-eks from which on it makes an OIDC provider unless told otherwise (2022-01). */
const EKS_SINCE = 18;

/** The major version that a constraint or a tag begins with: `~> 20.1`, `v20.1.0`. */
function majorIn(version: string | undefined): number | undefined {
  const [, digits] = /^\s*(?:~>|>=|=|v)?\s*v?(\d+)/.exec(version ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
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

/** The policies that a call switches on by flags and the module brings, as a list of the flags' names. */
export function bundledPolicies(block: HclBlock, input: (name: string) => Node | undefined): Node {
  const flags = block.body.items.flatMap((item) =>
    item.kind === 'attribute' && /^attach_\w+_policy$/.test(item.name) && item.name !== 'attach_custom_policy'
      ? [item]
      : [],
  );
  const on = flags.filter(({ name }) => {
    const value = input(name);
    return !(value?.kind === 'scalar' && value.value === false);
  });
  return list(
    on.map(({ name, namePlace }) => text(name, namePlace)),
    block.place,
  );
}
