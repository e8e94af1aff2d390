import { Argument } from 'commander';
import {
  aboutParameter,
  type HelmValues,
  managedPolicyArnsOf,
  PARAMETERS,
  PROGRAMS,
  type Program,
} from '../../catalog/index.js';
import { SAMPLE_CLUSTER, sampleValues } from '../../catalog/sample.js';
import { Failure } from '../../diagnostics.js';
import { permissionsDocument } from '../../iam/policy.js';
import { nearest } from '../../text/nearest.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';
import type { Output } from '../output.js';

const EXAMPLES = `
Examples:
  irsa-forge catalog
  irsa-forge catalog external-dns
  irsa-forge catalog --format json

In irsa.yaml a workload is given what such a program needs by its name:
  workloads:
    - uses: external-dns
      with: { zones: [Z0123456789ABCDEFGHIJ] }
`;

/** Lists the well-known programs, or shows one with its parameters and its policy on a sample cluster. */
export const catalog: CommandModule = {
  configure: (command) =>
    command
      .addArgument(
        new Argument('[name]', 'a program, to see its parameters and policy')
          .choices(PROGRAMS.map(({ name }) => name))
          // The nearest name helps more than a list of all of them.
          .argParser((name: string) => name),
      )
      .addHelpText('after', EXAMPLES),
  run: async ([name], _options, { output }) => {
    const shown = name === undefined ? PROGRAMS : [named(name)];
    output.json(shown.map(entryOf));
    const [only] = shown;
    if (name !== undefined && only !== undefined) printOne(only, output);
    else printAll(output);
    return EXIT.ok;
  },
};

function named(name: string): Program {
  const found = PROGRAMS.find((program) => program.name === name);
  if (found !== undefined) return found;
  const guess = nearest(
    name,
    PROGRAMS.map((program) => program.name),
  );
  throw new Failure('unknown-program', 'user', `there is no ${JSON.stringify(name)} in the catalogue`, {
    help: `${guess === undefined ? '' : `did you mean ${guess}? `}irsa-forge catalog lists every program`,
  });
}

function entryOf(program: Program): object {
  const { name, about, asOf, source, namespace = null, serviceAccount = null, mechanisms, helm } = program;
  return {
    ...{ name, about, asOf, source, namespace, serviceAccount },
    parameters: program.parameters.map((parameter) => ({
      name: parameter.name,
      type: PARAMETERS[parameter.name].type,
      required: parameter.required,
      about: aboutParameter(program, parameter.name),
    })),
    managedPolicyArns: managedPolicyArnsOf(program, SAMPLE_CLUSTER),
    helmPath: helm?.path ?? null,
    clusterPaths: helm?.cluster ?? {},
    mechanisms,
  };
}

function printAll(output: Output): void {
  const { dim } = output.colors.out;
  const width = Math.max(...PROGRAMS.map(({ name }) => name.length));
  for (const { name, asOf, namespace, serviceAccount, parameters } of PROGRAMS) {
    const account = namespace === undefined ? "the application's own" : `${namespace}/${serviceAccount}`;
    const required = parameters.filter((parameter) => parameter.required).map((each) => each.name);
    const takes = required.length === 0 ? '' : `, with ${required.join(', ')}`;
    output.result(`${name.padEnd(width)}  ${account}${takes}  ${dim(asOf)}`);
  }
}

function inValues({ path, takes, chart }: HelmValues): string {
  const compared = chart === undefined ? '' : `, as of ${chart.asOf} in ${chart.source}`;
  return `${takes === 'role' ? "the role's ARN" : 'annotation'} in the chart's values: ${path}${compared}`;
}

function toldOfCluster({ cluster = {} }: HelmValues): readonly string[] {
  const { name, region, vpcId } = cluster;
  const told = Object.entries({
    'the name of the cluster': name,
    'its region': region,
    'the id of its VPC': vpcId,
  });
  const written = told.flatMap(([what, path]) => (path === undefined ? [] : [`${path} (${what})`]));
  return written.length === 0 ? [] : [`told of the cluster in the chart's values: ${written.join(', ')}`];
}

function printOne(program: Program, output: Output): void {
  const { bold, dim } = output.colors.out;
  const { name, about, asOf, source, namespace, serviceAccount, parameters, helm, warnings } = program;
  const account = namespace === undefined ? "the application's own" : `${namespace}/${serviceAccount}`;
  output.result([
    `${bold(name)}: ${about} ${dim(`as of ${asOf}, ${source}`)}`,
    `service account: ${account}`,
    ...(helm === undefined ? [] : [inValues(helm), ...toldOfCluster(helm)]),
    `mechanisms: ${program.mechanisms.join(', ')}`,
    ...managedPolicyArnsOf(program, SAMPLE_CLUSTER).map((arn) => `managed policy: ${arn}`),
    ...warnings.map((warning) => `note: ${warning}`),
  ]);
  if (parameters.length > 0) output.result(['', bold('with')]);
  for (const parameter of parameters) {
    const kind = `${PARAMETERS[parameter.name].type}${parameter.required ? ', required' : ''}`;
    output.result(`  ${parameter.name} (${kind}): ${aboutParameter(program, parameter.name)}`);
  }
  if (program.atLeastOneOf !== undefined)
    output.result(`  at least one of ${program.atLeastOneOf.join(', ')}`);
  const statements = program.statements(sampleValues(program), SAMPLE_CLUSTER);
  if (statements.length === 0) return;
  const { region, accountId } = SAMPLE_CLUSTER;
  const document = permissionsDocument(statements);
  output.result([
    '',
    bold(`policy for a cluster ${SAMPLE_CLUSTER.name} in ${region}, account ${accountId}`),
    ...JSON.stringify(document, null, 2).split('\n'),
  ]);
}
