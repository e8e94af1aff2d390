/** A policy of AWS's own, as of `CATALOG_SOURCES.managedPolicies`. */
export interface ManagedPolicy {
  /** Its path and name: `service-role/AmazonEBSCSIDriverPolicy`. */
  readonly path: string;
  /** The version that counts: `v3`. */
  readonly version: string;
  /** When AWS published that version: `2023-08-10`. */
  readonly date: string;
  /** The document as JSON. */
  readonly document: string;
}

/** The policies of AWS's own that can be attached, with their documents in the partition `aws`. */
export interface ManagedPolicies {
  /** By path and name. */
  find(path: string): ManagedPolicy | undefined;
  /** The paths and names of all. */
  paths(): readonly string[];
  /** Those of the policies of service-linked roles too, which cannot be attached. */
  allPaths(): readonly string[];
}

/**
 * Reads the documents' text, as `scripts/iam-data.mjs` writes it: a line for each policy, which is not looked into before it is asked for;
 * `allPaths` are in the catalogue, which is not read before somebody asks for a policy that is not there.
 */
export function parseManagedPolicies(text: string, allPaths: ManagedPolicies['allPaths']): ManagedPolicies {
  const lines = new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line]));
  return {
    find: (path) => {
      const line = lines.get(path);
      if (line === undefined) return undefined;
      const [, version = '', date = '', document = ''] = /^\S+ (\S+) (\S+) (.*)$/.exec(line) ?? [];
      return { path, version, date, document };
    },
    allPaths,
    paths: () => [...lines.keys()],
  };
}
