import { parse } from 'yaml';
import { type ClusterArn, parseClusterArn } from '../aws/cluster-arn.js';
import { isMap } from '../plain-data.js';
import type { Value } from './paths.js';

/** What the machine suggests, read once before the first question. */
export interface Surroundings {
  /** The current folder's name as a Kubernetes name; absent when nothing of it is one. */
  readonly folder?: string;
  readonly region?: { readonly code: string; readonly origin: string };
  /** The cluster of kubectl's current context, by its ARN, or by the name that eksctl gives to contexts, which has no account. */
  readonly cluster?: Omit<ClusterArn, 'accountId'> & Partial<Pick<ClusterArn, 'accountId'>>;
  /** Answers of the last run by path, such as `cluster.accountId`. */
  readonly last: Readonly<Record<string, Value>>;
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
}

/** A folder's name as the nearest Kubernetes label: `My Photos (2)` as `my-photos-2`. */
export function labelOf(name: string): string | undefined {
  const label = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return label === '' ? undefined : label;
}

/**
 * The EKS cluster of the current context of kubeconfig files, the first of which says which it is; its names alone are looked at.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/ (2026-11)
 */
export function clusterOfContext(kubeconfigs: readonly string[]): Surroundings['cluster'] {
  const files = kubeconfigs.map(parsedOr);
  const current = files.map((file) => file['current-context']).find((name) => typeof name === 'string');
  const context = files
    .flatMap(({ contexts }) => (Array.isArray(contexts) ? contexts : []))
    .find((each) => isMap(each) && each['name'] === current);
  const named = [
    isMap(context) && isMap(context['context']) ? context['context']['cluster'] : undefined,
    current,
  ];
  for (const name of named) {
    const cluster = parseClusterArn(String(name));
    if (cluster !== undefined) return cluster;
    const [, ofEksctl, regionOfEksctl] =
      /^(?:[^@]*@)?([\w-]+)\.([a-z]+-[a-z0-9-]+)\.eksctl\.io$/.exec(String(name)) ?? [];
    if (ofEksctl !== undefined && regionOfEksctl !== undefined)
      return { name: ofEksctl, region: regionOfEksctl };
  }
  return undefined;
}

/** A file that cannot be read as one suggests nothing. */
function parsedOr(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = parse(text);
    return isMap(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** The region of a profile in the text of `~/.aws/config`; nothing in it is run or looked up elsewhere. */
export function regionOfProfile(config: string, profile: string): string | undefined {
  const wanted = profile === 'default' ? ['default', 'profile default'] : [`profile ${profile}`];
  let inside = false;
  let region: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[\s*(.*?)\s*\]/.exec(line);
    if (section !== null)
      inside = wanted.includes((section[1] ?? '').replace(/\s+/g, ' ').replaceAll('"', ''));
    // An indented line belongs to a nested setting, such as those of s3.
    const setting = /^region\s*=\s*([\w-]+)\s*(?:[#;].*)?$/.exec(line);
    if (inside && setting !== null) region = setting[1];
  }
  return region;
}
