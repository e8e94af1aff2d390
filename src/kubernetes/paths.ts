import { TOKEN_FOLDERS } from './pod-identity-webhook.js';

/** Where nothing else may be mounted, and why. */
const TAKEN: readonly (readonly [folder: string, reason: string])[] = [
  [TOKEN_FOLDERS.irsa, "EKS mounts the pod's web identity token there"],
  [TOKEN_FOLDERS['pod-identity'], 'EKS mounts the pod identity token there'],
  ['/var/run/secrets/kubernetes.io', "Kubernetes mounts the service account's token there"],
  ['/proc', 'the container runtime refuses mounts there'],
];

/** Why a path is no place for a writable volume in a container. */
export function checkWritablePath(path: string): string | undefined {
  if (!path.startsWith('/')) return 'use an absolute path, such as /tmp';
  if (path.includes(':')) return 'Kubernetes takes no colon in a mount path';
  if (/[\x00-\x1f\x7f]/.test(path)) return 'use one line without control characters';
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return 'a volume at / would hide the whole image';
  if (parts.some((part) => part === '..' || part === '.')) return 'use a path without . and ..';
  const plain = normalisePath(path);
  return TAKEN.find(([folder]) => plain === folder || plain.startsWith(`${folder}/`))?.[1];
}

/** The path without doubled and trailing slashes. */
export function normalisePath(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`;
}

/** Why Kubernetes' HTTP probe or a URL would refuse a path. */
export function checkHealthPath(path: string): string | undefined {
  return /^\/[\x21-\x7e]*$/.test(path)
    ? undefined
    : 'begin with / and use printable ASCII without spaces, such as /healthz';
}
