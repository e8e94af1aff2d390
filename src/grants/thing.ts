import { parseArn } from '../aws/arns.js';
import type { GrantEntry, GrantKind, Home, Thing } from './kind.js';
import { textOf } from './text.js';

/** The thing that an entry names; what the entry leaves out is the cluster's. */
export function thingOf(kind: Pick<GrantKind, 'names' | 'arn'>, entry: GrantEntry, home: Home): Thing {
  const arn = textOf(entry, 'arn');
  const parsed = arn === undefined ? undefined : parseArn(arn);
  const names =
    parsed === undefined
      ? Object.fromEntries(Object.keys(kind.names).map((name) => [name, textOf(entry, name) ?? '']))
      : (kind.arn?.resource.exec(parsed.resource)?.groups ?? {});
  return {
    partition: parsed?.partition ?? home.partition,
    dnsSuffix: home.dnsSuffix,
    region: parsed?.region || (textOf(entry, 'region') ?? home.region),
    accountId: parsed?.accountId || (textOf(entry, 'accountId') ?? home.accountId),
    names,
    ...(arn === undefined ? {} : { arn }),
  };
}
