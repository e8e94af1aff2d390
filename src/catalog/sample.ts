import { NO_VALUES, PARAMETERS, type ParameterName, type Values } from './parameters.js';
import type { Program, ProgramCluster } from './program.js';

/** The cluster for which a program's policy is shown where there is none of the user's. */
export const SAMPLE_CLUSTER: ProgramCluster = {
  name: 'demo',
  region: 'us-east-1',
  accountId: '111122223333',
  partition: 'aws',
  dnsSuffix: 'amazonaws.com',
};

/** An example of every parameter that a program takes. */
export function sampleValues({ parameters }: Program): Values {
  const given = parameters.map(({ name }) => [name, sampleOf(name)] as const);
  return { ...NO_VALUES, ...Object.fromEntries(given) };
}

function sampleOf(name: ParameterName): unknown {
  const { type, field } = PARAMETERS[name];
  const [example] = field.examples ?? [];
  if (type === 'string') return example;
  return [type === 'list of buckets' ? { name: example } : example];
}
