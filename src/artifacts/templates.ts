import type HandlebarsEngine from 'handlebars';
import runtime from 'handlebars/runtime.js';
import readme from '../../templates/docs/README.md.hbs';
import cluster from '../../templates/eksctl/cluster.yaml.hbs';
import cronJob from '../../templates/kubernetes/cron-job.yaml.hbs';
import daemonSet from '../../templates/kubernetes/daemon-set.yaml.hbs';
import deployment from '../../templates/kubernetes/deployment.yaml.hbs';
import headlessService from '../../templates/kubernetes/headless-service.yaml.hbs';
import job from '../../templates/kubernetes/job.yaml.hbs';
import kustomization from '../../templates/kubernetes/kustomization.yaml.hbs';
import namespace from '../../templates/kubernetes/namespace.yaml.hbs';
import networkPolicy from '../../templates/kubernetes/network-policy.yaml.hbs';
import podSpec from '../../templates/kubernetes/partials/pod-spec.yaml.hbs';
import pod from '../../templates/kubernetes/pod.yaml.hbs';
import podDisruptionBudget from '../../templates/kubernetes/pod-disruption-budget.yaml.hbs';
import service from '../../templates/kubernetes/service.yaml.hbs';
import serviceAccount from '../../templates/kubernetes/service-account.yaml.hbs';
import statefulSet from '../../templates/kubernetes/stateful-set.yaml.hbs';
import oidcProvider from '../../templates/terraform/oidc-provider.tf.hbs';
import outputs from '../../templates/terraform/outputs.tf.hbs';
import providers from '../../templates/terraform/providers.tf.hbs';
import role from '../../templates/terraform/role.tf.hbs';
import variables from '../../templates/terraform/variables.tf.hbs';
import versions from '../../templates/terraform/versions.tf.hbs';
import { templateHelpers } from '../emit/helpers.js';
import { type YamlValue, yamlBlock } from '../emit/yaml.js';

/** The built-in templates by the path of their file below `templates/`, without `.hbs`. */
export const BUILT_IN_TEMPLATES = {
  'docs/README.md': readme,
  'eksctl/cluster.yaml': cluster,
  'kubernetes/cron-job.yaml': cronJob,
  'kubernetes/daemon-set.yaml': daemonSet,
  'kubernetes/deployment.yaml': deployment,
  'kubernetes/headless-service.yaml': headlessService,
  'kubernetes/job.yaml': job,
  'kubernetes/kustomization.yaml': kustomization,
  'kubernetes/namespace.yaml': namespace,
  'kubernetes/network-policy.yaml': networkPolicy,
  'kubernetes/pod.yaml': pod,
  'kubernetes/pod-disruption-budget.yaml': podDisruptionBudget,
  'kubernetes/service.yaml': service,
  'kubernetes/service-account.yaml': serviceAccount,
  'kubernetes/stateful-set.yaml': statefulSet,
  'terraform/oidc-provider.tf': oidcProvider,
  'terraform/outputs.tf': outputs,
  'terraform/providers.tf': providers,
  'terraform/role.tf': role,
  'terraform/variables.tf': variables,
  'terraform/versions.tf': versions,
} as const;

/** Parts that several templates share, by the name under which templates call them. */
const BUILT_IN_PARTIALS = { 'kubernetes/pod-spec': podSpec } as const;

const POD_METADATA = 'kubernetes/pod-metadata';

/** Places in the built-in templates for lines of a standard; empty without one. `docs/standard.md` says what each is for. */
export const EXTENSION_POINTS = [
  'docs/end',
  'docs/start',
  'eksctl/cluster',
  'kubernetes/container',
  'kubernetes/containers',
  'kubernetes/egress',
  'kubernetes/labels',
  'kubernetes/pod',
  POD_METADATA,
  'kubernetes/service-account',
  'terraform/provider',
  'terraform/role',
] as const;

/** Every name that a built-in template may call with `{{> name}}`. */
export const PARTIAL_NAMES: readonly string[] = [...Object.keys(BUILT_IN_PARTIALS), ...EXTENSION_POINTS];

/** A template by its path; each is documented with the names that it may use. */
export type TemplateName = keyof typeof BUILT_IN_TEMPLATES;

interface PodView {
  readonly annotations?: YamlValue;
}

/** A standard writes annotations of its own at this place: YAML has a key but once, so ours go among them. */
function withAnnotations(lines: string, annotations: YamlValue | undefined): string {
  if (annotations === undefined) return lines;
  const entries = (indent: string) => `${indent}${yamlBlock(annotations, indent.length)}\n`;
  const key = /^annotations:[ \t]*\n(?=( +))/m;
  if (key.test(lines)) return lines.replace(key, (line, indent: string) => line + entries(indent));
  return `annotations:\n${entries('  ')}${lines}`;
}

/** Renders one template; every value passes through an encoder of the template's format. */
export type RenderTemplate = (name: TemplateName, view: object) => string;

/** Templates and partials in the place of the built-in ones, by the same names, compiled by their own engine. */
export interface OwnTemplates {
  readonly engine: typeof HandlebarsEngine;
  readonly templates: ReadonlyMap<string, (view: object) => string>;
  readonly partials: ReadonlyMap<string, (view: object, options?: object) => string>;
}

/** The renderer of the built-in templates, or of those that replace them; each is set up when first used. */
export function templateRenderer(own?: OwnTemplates): RenderTemplate {
  // The runtime alone, without the compiler; its typings say nothing of what it exports.
  const engine = own?.engine ?? (runtime as unknown as typeof HandlebarsEngine).create();
  engine.registerHelper(templateHelpers);
  for (const name of EXTENSION_POINTS) engine.registerPartial(name, () => '');
  for (const [name, partial] of Object.entries(BUILT_IN_PARTIALS)) {
    engine.registerPartial(name, engine.template(partial));
  }
  for (const [name, partial] of own?.partials ?? []) engine.registerPartial(name, partial);
  const metadata = own?.partials.get(POD_METADATA) ?? (() => '');
  engine.registerPartial(POD_METADATA, (view: PodView, options) =>
    withAnnotations(metadata(view, options), view.annotations),
  );
  const ready = new Map<TemplateName, (view: object) => string>();
  return (name, view) => {
    let template = ready.get(name) ?? own?.templates.get(name);
    if (template === undefined) {
      template = engine.template(BUILT_IN_TEMPLATES[name]) as (view: object) => string;
      ready.set(name, template);
    }
    return template(view);
  };
}
