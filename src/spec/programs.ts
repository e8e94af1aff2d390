import { parseArn } from '../aws/arns.js';
import { partitionAnywhere } from '../aws/partitions.js';
import {
  managedPolicyArnsOf,
  NO_VALUES,
  PARAMETERS,
  type ParameterName,
  type Program,
  programOf,
  type Values,
} from '../catalog/index.js';
import type { FieldPath } from '../diagnostics.js';
import { isMap, own } from '../plain-data.js';
import type { ShapeFault } from './issues.js';
import type { ProgramBucketInput, WithInput } from './program-input.js';
import type { Cluster, ProgramUse } from './types.js';

/** Fields that a program of the catalogue gives to a workload which leaves them out. */
const GIVEN = ['name', 'namespace', 'serviceAccount'] as const;

/** The program that a workload uses, as far as the catalogue has it. */
export function usedProgram(uses: unknown): Program | undefined {
  return typeof uses === 'string' ? programOf(uses) : undefined;
}

/** A spec in which workloads that use a program have its names; the same value where none does. */
export function withProgramNames(value: unknown): unknown {
  const workloads = own(value, 'workloads');
  if (!isMap(value) || !Array.isArray(workloads)) return value;
  if (!workloads.some((workload) => usedProgram(own(workload, 'uses')) !== undefined)) return value;
  return { ...value, workloads: workloads.map(named) };
}

function named(workload: unknown): unknown {
  const program = usedProgram(own(workload, 'uses'));
  if (program === undefined || !isMap(workload)) return workload;
  const missing = GIVEN.filter((field) => own(workload, field) === undefined && program[field] !== undefined);
  return { ...workload, ...Object.fromEntries(missing.map((field) => [field, program[field]])) };
}

/** Whether a fault is told by another one: names are missing because the program is none, parameters are its own. */
export function followsFromProgram({ code, path }: ShapeFault, value: unknown): boolean {
  const [list, index, field, ...below] = path;
  if (list !== 'workloads' || index === undefined) return false;
  const uses = own(own(own(value, 'workloads'), index), 'uses');
  if (code === 'unknown-field')
    return field === 'with' && below.length === 1 && usedProgram(uses) !== undefined;
  if (code !== 'missing-field' || below.length > 0) return false;
  if (!(GIVEN as readonly unknown[]).includes(field)) return false;
  return uses !== undefined && usedProgram(uses) === undefined;
}

/** What the catalogue gives to a workload. */
export function fillProgram(
  uses: string,
  given: WithInput | undefined,
  { name, region, accountId }: Cluster,
): ProgramUse | undefined {
  const program = usedProgram(uses);
  const partition = partitionAnywhere(region);
  if (program === undefined || partition === undefined) return undefined;
  const cluster = {
    ...{ name, region, accountId },
    partition: partition.name,
    dnsSuffix: partition.dnsSuffix,
  };
  return {
    name: program.name,
    statements: program.statements(valuesOf(given ?? {}), cluster),
    policyArns: managedPolicyArnsOf(program, cluster),
    ownAccount: program.namespace === undefined,
    warnings: program.warnings,
    ...(program.helm === undefined ? {} : { helm: program.helm }),
  };
}

function valuesOf(given: WithInput): Values {
  const names = (Object.keys(PARAMETERS) as ParameterName[]).filter((name) => given[name] !== undefined);
  const values = names.map((name) => [
    name,
    PARAMETERS[name].type === 'list of buckets'
      ? (given[name] as readonly ProgramBucketInput[]).map(bucketOf)
      : given[name],
  ]);
  return { ...NO_VALUES, ...Object.fromEntries(values) };
}

function bucketOf({ name, arn, prefix, kmsKeyArn }: ProgramBucketInput) {
  return {
    name: name ?? parseArn(arn ?? '')?.resource ?? '',
    ...(prefix === undefined ? {} : { prefix }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
  };
}

/** Every text of `with` that is an ARN, with its place. */
export function arnsWithin(value: unknown, path: FieldPath): readonly (readonly [string, FieldPath])[] {
  if (typeof value === 'string') return value.startsWith('arn:') ? [[value, path]] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => arnsWithin(item, [...path, index]));
  return isMap(value) ? Object.entries(value).flatMap(([key, item]) => arnsWithin(item, [...path, key])) : [];
}
