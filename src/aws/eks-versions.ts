/** One Kubernetes version of EKS; a date that AWS has not published is absent. */
export interface EksVersion {
  readonly version: string;
  /** Last day of standard support, `YYYY-MM-DD`. */
  readonly standardEnds?: string;
  /** Last day of the paid extended support, after which EKS creates no such cluster. */
  readonly extendedEnds?: string;
}

/** The day of this table, and today unless the user says another: the same spec gives the same warnings on any day. */
export const EKS_VERSIONS_AS_OF = '2026-11-27';

/** What a spec gets that names no version: the newest that eksctl is known to create clusters of (0.230, August 2026). */
export const DEFAULT_EKS_VERSION = '1.35';

/**
 * Oldest first. Source: EKS user guide, "Kubernetes release calendar": 14 months standard, 12 extended;
 * 1.36 by the copies of it at endoflife.date.
 */
export const EKS_VERSIONS: readonly EksVersion[] = [
  { version: '1.29', standardEnds: '2025-03-23', extendedEnds: '2026-03-23' },
  { version: '1.30', standardEnds: '2025-07-23', extendedEnds: '2026-07-23' },
  { version: '1.31', standardEnds: '2025-11-26', extendedEnds: '2026-11-26' },
  { version: '1.32', standardEnds: '2026-03-23', extendedEnds: '2027-03-23' },
  { version: '1.33', standardEnds: '2026-07-29', extendedEnds: '2027-07-29' },
  { version: '1.34', standardEnds: '2026-12-02', extendedEnds: '2027-12-02' },
  { version: '1.35', standardEnds: '2027-03-27', extendedEnds: '2028-03-27' },
  { version: '1.36', standardEnds: '2027-08-02', extendedEnds: '2028-08-02' },
];

/** How EKS treats a version on a day. */
export type EksSupport = 'standard' | 'extended' | 'ended' | 'unknown';

/** The support that a version has on a day; older than every row is ended, newer is unknown. */
export function eksSupport(version: string, today = EKS_VERSIONS_AS_OF): EksSupport {
  const known = EKS_VERSIONS.find((entry) => entry.version === version);
  if (known === undefined)
    return minorOf(version) < minorOf(EKS_VERSIONS[0]?.version ?? '') ? 'ended' : 'unknown';
  if (known.extendedEnds !== undefined && known.extendedEnds < today) return 'ended';
  if (known.standardEnds !== undefined && known.standardEnds < today) return 'extended';
  return 'standard';
}

/** Days before the end of a support in which it is announced: a cluster outlives the release that made its files. */
const LOOK_AHEAD_DAYS = 60;

/** The support that a version is in and leaves within 60 days of a day, with the day it leaves. */
export function endingEksSupport(
  version: string,
  today = EKS_VERSIONS_AS_OF,
): { readonly support: 'standard' | 'extended'; readonly ends: string } | undefined {
  const support = eksSupport(version, today);
  if (support !== 'standard' && support !== 'extended') return undefined;
  const known = EKS_VERSIONS.find((entry) => entry.version === version);
  const ends = support === 'standard' ? known?.standardEnds : known?.extendedEnds;
  if (ends === undefined) return undefined;
  const days = (Date.parse(ends) - Date.parse(today)) / 86_400_000;
  return days <= LOOK_AHEAD_DAYS ? { support, ends } : undefined;
}

/** The versions that EKS creates clusters of on a day. */
export function supportedEksVersions(today = EKS_VERSIONS_AS_OF): readonly string[] {
  return EKS_VERSIONS.map(({ version }) => version).filter(
    (version) => eksSupport(version, today) !== 'ended',
  );
}

/** Why text is no Kubernetes version as EKS spells it. */
export function checkKubernetesVersion(text: string): string | undefined {
  if (/^1\.[1-9]\d$/.test(text)) return undefined;
  return `use major and minor in quotes, one of ${supportedEksVersions()
    .map((version) => `"${version}"`)
    .join(', ')}`;
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
