import { type Bundler, bundledBy } from '../bundled/load.js';
import { policiesIn, releaseOf } from '../bundled/releases.js';
import { BUNDLED_SOURCES } from '../bundled/sources.js';
import type { HclParser } from '../hcl/load-hcl.js';
import { parseHcl } from '../hcl/parse-hcl.js';
import type { HclBlock, HclBody } from '../hcl/syntax.js';
import type { Brought } from '../inventory.js';
import { list, type Node, text } from '../node.js';
import { isString } from '../node-access.js';
import { SourceText, type Span } from '../text/source-text.js';
import { moved } from './json-syntax.js';
import { bundledHcl, policyNameOf } from './registry/bundled.js';
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
  [/terraform-aws-(modules\/)?iam(\/aws)?(\.git)?\/\/modules\/iam-policy(\?|$)/, 'iam-policy'],
  [/terraform-aws-(modules\/)?eks(\/aws)?(\.git)?(\?|$)/, 'eks'],
  [/(aws-ia\/|terraform-aws-)eks-blueprints-addons(\/aws)?(\.git)?(\?|$)/, 'blueprints-addons'],
  [/(aws-ia\/|terraform-aws-)eks-blueprints-addon(\/aws)?(\.git)?(\?|$)/, 'blueprints-addon'],
  [/terraform-aws-(modules\/)?eks-pod-identity(\/aws)?(\.git)?(\?|$)/, 'pod-identity'],
  [/terraform-aws-(modules\/)?eks(\/aws)?(\.git)?\/\/modules\/karpenter(\?|$)/, 'karpenter'],
  [/cloudposse\/(terraform-aws-)?eks-iam-role(\/aws)?(\.git)?(\?|$)/, 'cloudposse-role'],
];

/** Modules that other releases than the newest are read as, by the major version from which on it is the newest. */
const BEFORE: Readonly<Partial<Record<RegistryModule, readonly [since: number, before: RegistryModule]>>> = {
  'cloudposse-role': [2, 'cloudposse-role-v1'],
  karpenter: [21, 'karpenter-v20'],
};

/** Which of the public modules that we know a module call's source names. */
export function registryModuleOf(source: string, version: string | undefined): RegistryModule | undefined {
  if (!/(terraform-aws-modules|aws-ia|cloudposse)\//.test(source)) return undefined;
  const short = source.replace('terraform-aws-modules/terraform-aws-', 'terraform-aws-modules/');
  const found = SOURCES.find(([pattern]) => pattern.test(short))?.[1];
  const major = majorIn(version ?? /[?&]ref=(?:tags\/)?(.*)$/.exec(source)?.[1]);
  const since = found === undefined ? undefined : SINCE[found];
  if (since !== undefined && (major === undefined || major < since)) return undefined;
  const [newest, before] = (found === undefined ? undefined : BEFORE[found]) ?? [];
  return newest !== undefined && major !== undefined && major < newest ? before : found;
}

/** The major version from which on what is known holds: terraform-aws-eks makes an OIDC provider unless told otherwise (2022-01). */
const SINCE: Readonly<Partial<Record<RegistryModule, number>>> = { eks: 18, karpenter: 20 };

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

/** What a module brings itself in the release that a call asks for. */
export interface Brings {
  /** HCL of our own for what the call switches on. */
  readonly body: HclBody;
  /** The names of the policies' resources in it. */
  readonly policies: ReadonlySet<string>;
  readonly from?: Brought;
  /** Flags of the call whose policies are not known. */
  readonly unknown: Node;
}

const BUNDLERS: readonly Bundler[] = ['irsa-v5', 'irsa-v6', 'pod-identity', 'blueprints-addons'];

/** When a module makes the policies that flags switch on, beside the flags. */
const MAKES: Readonly<Partial<Record<RegistryModule, string>>> = {
  'irsa-v5': 'var.create_role',
  'irsa-v6': 'var.create && var.create_policy',
  'pod-identity': 'var.create',
};

const bundlerOf = (module: RegistryModule) => BUNDLERS.find((each) => each === module);

/** The policies that a call switches on by flags and the module brings. */
export function broughtBy(
  module: RegistryModule,
  block: HclBlock,
  input: (name: string) => Node | undefined,
  parser: HclParser,
): Brings {
  const flags = block.body.items.flatMap((item) =>
    item.kind === 'attribute' && FLAG.test(item.name) && !isOff(input(item.name)) ? [item] : [],
  );
  const program = bundlerOf(module);
  const found = flags.length === 0 || program === undefined ? undefined : releaseFor(program, input);
  const asked = new Set(flags.map(({ name }) => name));
  const policies = found?.policies.filter(({ flag }) => asked.has(flag)) ?? [];
  const known = new Set(policies.map(({ flag }) => flag));
  const unknown = flags.filter(({ name }) => !known.has(name) && ATTACHES.test(name));
  const source = new SourceText(`${module} brings`, bundledHcl(policies, MAKES[module] ?? 'true'));
  return {
    body: moved(parseHcl(source, parser).body, block.place),
    policies: new Set(policies.map(({ flag }) => policyNameOf(flag))),
    ...(found === undefined ? {} : { from: found.from }),
    unknown: list(
      unknown.map(({ name, namePlace }) => text(name, namePlace)),
      block.place,
    ),
  };
}

const FLAG = /^(?:attach_\w+_policy|enable_\w+)$/;
const ATTACHES = /^attach_(?!custom_policy$)/;

const isOff = (value: Node | undefined) => value?.kind === 'scalar' && value.value === false;

function releaseFor(program: Bundler, input: (name: string) => Node | undefined) {
  const releases = bundledBy(program);
  const version = input('version');
  const source = input('source');
  if (!isString(source) || (version !== undefined && !isString(version))) return undefined;
  const reference = /[?&]ref=(?:tags\/)?([^&]*)/.exec(source.value)?.[1];
  const release = releaseOf(releases, version?.value ?? reference);
  if (release === undefined) return undefined;
  const by = `${BUNDLED_SOURCES[program].name} ${release.version}`;
  return {
    from: { by, date: release.date, open: release.open },
    policies: policiesIn(releases, release),
  };
}
