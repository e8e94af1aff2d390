import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { partitionOf } from '../aws/partitions.js';
import { loadLastAnswers } from './last-answers.js';
import { clusterOfContext, labelOf, regionOfProfile, type Surroundings } from './surroundings.js';

/** Largest configuration that is looked at, in bytes. */
const LARGEST = 1_000_000;

/** Reads what the machine suggests: names and regions alone, and no credentials of any kind. */
export function loadSurroundings(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  interactive: boolean,
): Surroundings {
  const name = labelOf(basename(folder));
  const region = findRegion(env);
  // A script gives the same result on every machine.
  const cluster = interactive ? clusterOfContext(readKubeconfigs(env)) : undefined;
  return {
    ...(name === undefined ? {} : { folder: name }),
    ...(region === undefined ? {} : { region }),
    ...(cluster === undefined ? {} : { cluster }),
    last: interactive ? loadLastAnswers(env) : {},
    interactive,
  };
}

function findRegion(env: Readonly<Record<string, string | undefined>>): Surroundings['region'] {
  for (const origin of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const code = env[origin];
    if (code !== undefined && partitionOf(code) !== undefined) return { code, origin };
  }
  const profile = env['AWS_PROFILE'] || 'default';
  const code = regionOfProfile(readConfig(env), profile);
  if (code === undefined || partitionOf(code) === undefined) return undefined;
  return { code, origin: `AWS profile ${profile}` };
}

function readConfig(env: Readonly<Record<string, string | undefined>>): string {
  return readSmall(env['AWS_CONFIG_FILE'] || join(homedir(), '.aws', 'config'));
}

function readKubeconfigs(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const given = env['KUBECONFIG']?.split(delimiter).filter((path) => path !== '') ?? [];
  return (given.length > 0 ? given : [join(homedir(), '.kube', 'config')]).map(readSmall);
}

/** Nothing where there is no such file, or it is too large to be one. */
function readSmall(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    return text.length > LARGEST ? '' : text;
  } catch {
    return '';
  }
}
