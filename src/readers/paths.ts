/** The folder of a `/`-separated path; empty for a file at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** Every folder around a path, the outermost first. */
export function foldersAround(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Joins a folder and a relative path, resolving `.` and `..`; undefined when it leads above the root. */
export function joinPath(folder: string, path: string): string | undefined {
  const rooted = path.startsWith('/') || folder.startsWith('/');
  const parts = path.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (rooted) return undefined;
    else parts.push('..');
  }
  return (rooted ? '/' : '') + parts.join('/');
}
