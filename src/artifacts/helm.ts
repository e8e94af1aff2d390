import { commentText } from '../emit/text.js';
import { type YamlValue, yamlBlock } from '../emit/yaml.js';
import type { AccessModel, ServiceAccount } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { usesIrsa } from '../spec/mechanism.js';
import type { Cluster, ProgramUse, Workload } from '../spec/types.js';
import { GENERATED_HEADER } from './header.js';

type HelmUse = NonNullable<ProgramUse['helm']>;

type Values = { readonly [key: string]: YamlValue };

/** Values for the charts of well-known programs: whose service account it is, the role where IRSA wants it named, and what the cluster is. */
export function renderHelmValues(model: AccessModel): readonly RenderedFile[] {
  return chartsOf(model).map(({ workload, helm, account }) => {
    const lines = [GENERATED_HEADER, `For the chart of ${workload.program?.name}.`];
    const values = merge(clusterValues(helm, model.spec.cluster), helmValues(helm, account));
    const content = `${lines.map((line) => `# ${commentText(line)}`).join('\n')}\n${yamlBlock(values)}\n`;
    return { path: helmFile(workload), content };
  });
}

/** A workload whose service account a chart makes, or is told about. */
interface ChartUse {
  readonly workload: Workload;
  readonly helm: HelmUse;
  readonly account: ServiceAccount;
}

function chartsOf({ workloads, serviceAccounts }: AccessModel): readonly ChartUse[] {
  return workloads.flatMap((workload, index) => {
    const helm = workload.program?.helm;
    const account = serviceAccounts.find((each) => each.workloads.includes(index));
    return helm === undefined || account === undefined ? [] : [{ workload, helm, account }];
  });
}

/** The service accounts that charts annotate with their role by these values. */
export function chartAnnotated(model: AccessModel): readonly ServiceAccount[] {
  return chartsOf(model)
    .filter(({ helm, account }) => namesRole(helm, account))
    .map(({ account }) => account);
}

/** Who makes the service account annotates it, unless the chart hands the role on itself. */
function namesRole({ takes }: HelmUse, { role, owner }: ServiceAccount): boolean {
  return usesIrsa(role.mechanism) && (takes === 'role' || owner === 'existing');
}

/** Where the values of a workload's chart stand. */
export function helmFile({ name }: Pick<Workload, 'name'>): string {
  return `helm/${name}.values.yaml`;
}

function helmValues(helm: HelmUse, account: ServiceAccount): Values {
  const { serviceAccount, owner, role, annotations } = account;
  const create = (value: boolean) => at(helm.namePath.replace(/name$/, 'create'), value);
  const made: Values = owner !== 'existing' ? create(false) : helm.onRequest ? create(true) : {};
  const named = merge(made, at(helm.namePath, serviceAccount));
  if (!usesIrsa(role.mechanism)) return named;
  const further = Object.entries(helm.irsa ?? {}).map(([path, value]) => at(path, value));
  const annotated = namesRole(helm, account)
    ? at(helm.path, helm.takes === 'role' ? role.arn : annotations)
    : {};
  return [...further, annotated].reduce(merge, named);
}

function clusterValues({ cluster: paths = {} }: HelmUse, { name, region, vpc }: Cluster): Values {
  const facts = { name, region, vpcId: vpc?.id };
  return (['name', 'region', 'vpcId'] as const)
    .flatMap((fact) => {
      const [path, value] = [paths[fact], facts[fact]];
      return path === undefined || value === undefined ? [] : [at(path, value)];
    })
    .reduce(merge, {});
}

/** A value at a path of maps, such as `controller.serviceAccount.name`. */
function at(path: string, value: YamlValue): Values {
  return path.split('.').reduceRight<YamlValue>((inner, key) => ({ [key]: inner }), value) as Values;
}

function merge(one: Values, other: Values): Values {
  const merged: Record<string, YamlValue> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) ? merge(before, value) : value;
  }
  return merged;
}

function isMap(value: YamlValue | undefined): value is Values {
  return typeof value === 'object' && !Array.isArray(value);
}
