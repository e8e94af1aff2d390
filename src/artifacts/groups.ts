import { OTHER_ACCOUNTS } from './other-accounts.js';

/** The parts of the output that `--only` names, by the folder that holds them. */
export const ARTIFACT_GROUPS = ['eksctl', 'terraform', 'policies', 'kubernetes', 'docs'] as const;

/** One of these parts. */
export type ArtifactGroup = (typeof ARTIFACT_GROUPS)[number];

/** Which group an output belongs to, by its path. */
export function groupOf(path: string): ArtifactGroup {
  const folder = path.slice(0, Math.max(0, path.indexOf('/')));
  if (folder === 'terraform-json') return 'terraform';
  if (folder === 'helm') return 'kubernetes';
  if (folder === OTHER_ACCOUNTS) return 'policies';
  return ARTIFACT_GROUPS.find((group) => group === folder) ?? 'docs';
}
