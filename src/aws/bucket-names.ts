/** What may not begin or end a general-purpose bucket's name, and what such a name is instead. */
interface Reserved {
  readonly affix: string;
  readonly reason: string;
}

/** Source: S3 user guide, "General purpose bucket naming rules" (2026). */
const PREFIXES: readonly Reserved[] = [
  { affix: 'xn--', reason: 'names beginning with xn-- are reserved' },
  { affix: 'sthree-', reason: 'names beginning with sthree- are reserved' },
  { affix: 'amzn-s3-demo-', reason: 'names beginning with amzn-s3-demo- are reserved for documentation' },
];

const SUFFIXES: readonly Reserved[] = [
  {
    affix: '--x-s3',
    reason:
      'this is a directory bucket: its IAM service is s3express, so grant s3express:CreateSession in statements',
  },
  { affix: '--table-s3', reason: 'this is a table bucket: its IAM service is s3tables, so use statements' },
  { affix: '-s3alias', reason: 'this is an access point alias: policies name the bucket behind it' },
  { affix: '--ol-s3', reason: 'this is an Object Lambda access point alias: use statements' },
  { affix: '.mrap', reason: 'this is a Multi-Region Access Point alias: use statements' },
];

const GRAMMAR =
  'use 3-63 lowercase letters, digits, dots and hyphens, beginning and ending with a letter or digit';

/** The characters and length of a general-purpose bucket's name. */
export const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Why a name is no general-purpose bucket's. */
export function checkBucketName(name: string): string | undefined {
  if (/^arn:[^:]*:s3:::[^/]+/.test(name)) return "use the bucket's name, not its ARN";
  if (/^arn:/.test(name))
    return 'use the name of a general-purpose bucket; for access points write statements';
  if (/^(s3|https?):\/\//i.test(name)) return "use the bucket's name, not a URL";
  if (name.includes('/')) return "use the bucket's name alone; a key prefix goes into prefix";
  const reserved =
    PREFIXES.find(({ affix }) => name.startsWith(affix)) ??
    SUFFIXES.find(({ affix }) => name.endsWith(affix));
  if (reserved !== undefined) return reserved.reason;
  if (!BUCKET_NAME.test(name)) return GRAMMAR;
  if (name.includes('..')) return 'two dots may not follow each other';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'a name may not look like an IP address';
  return undefined;
}

/** Where a bucket of the account-regional namespace says that it is. */
export interface AccountRegionalName {
  readonly accountId: string;
  readonly region: string;
}

/** Reads `<prefix>-<accountId>-<region>-an`, the account-regional namespace (since 2026-03). */
export function parseAccountRegionalName(name: string): AccountRegionalName | undefined {
  const [, accountId, region] = /^.+-(\d{12})-([a-z]{2,4}(?:-[a-z]+)+-\d)-an$/.exec(name) ?? [];
  return accountId === undefined || region === undefined ? undefined : { accountId, region };
}
