import { Failure } from '../../diagnostics.js';
import { commandOf, type SnapshotCall, whyNotKnown } from '../../readers/index.js';
import { callerIdentity, describeCluster, troubleOfKubectl } from '../../snapshot/index.js';
import { nearest } from '../../text/nearest.js';
import { listShort, quote } from '../../text/quote.js';
import { type Asking, troubleOf, wordsOf } from './ask.js';
import { outputOf } from './program.js';
import type { Taking } from './take.js';

/** Asks whose account it is and which cluster; refuses any other than the one that is meant. */
export async function requireCluster(
  taking: Taking,
  cluster: string,
  account: string | undefined,
  asking: Asking,
): Promise<void> {
  const caller = await taking.one(callerIdentity());
  if (caller.outcome !== 'answered') throw cannot(caller);
  requireAccount(taking.learned.account ?? '', account);
  const described = await taking.one(describeCluster(cluster));
  if (described.outcome === 'absent') throw await noSuchCluster(cluster, asking);
  if (described.outcome === 'failed') throw cannot(described);
}

function requireAccount(found: string, wanted: string | undefined): void {
  if (wanted === undefined || wanted === found) return;
  throw new Failure(
    'other-account',
    'user',
    `aws answers for account ${found}, and the cluster is to be in ${wanted}`,
    { help: 'choose the profile of that account with --profile' },
  );
}

const cannot = (call: SnapshotCall) =>
  new Failure('no-answer', 'environment', `\`${call.call.join(' ')}\` failed: ${call.message}`, {
    help: 'see that the same command works by itself, in the region of the cluster',
  });

async function noSuchCluster(cluster: string, asking: Asking): Promise<Failure> {
  const listed = await outputOf(wordsOf({ call: ['aws', 'eks', 'list-clusters'], how: [] }, asking), asking);
  const names = listed.ok ? namesIn(listed.out) : [];
  const guess = nearest(cluster, names);
  const known = names.length === 0 ? '' : `; there are ${listShort(names, 10)}`;
  return new Failure(
    'no-such-cluster',
    'user',
    `region ${asking.region} of the account has no cluster ${quote(cluster)}${known}`,
    {
      help: guess === undefined ? 'choose another --cluster or --region' : `did you mean --cluster ${guess}?`,
    },
  );
}

function namesIn(out: string): readonly string[] {
  try {
    const { clusters } = JSON.parse(out) as { readonly clusters?: readonly string[] };
    return clusters ?? [];
  } catch {
    return [];
  }
}

/** The context that kubectl would use. */
export interface Context {
  readonly name: string;
  readonly server: string;
}

const CONTEXT = 'jsonpath={.current-context}{"\\n"}{.clusters[0].cluster.server}';

/** Asks kubectl's own configuration, of which nothing but names and the server's address is printed. */
export async function contextOf(asking: Asking): Promise<Context> {
  const call = { call: ['kubectl', 'config', 'view'], how: ['--minify', '--output', CONTEXT] };
  const { ok, out, said, unusable = said } = await outputOf(wordsOf(call, asking), asking);
  const [name = '', server = ''] = out.split('\n');
  if (ok && server !== '') return { name, server };
  const why = unusable.trim().split('\n').at(-1) ?? '';
  throw new Failure(
    'no-context',
    'environment',
    `kubectl has no ${asking.context === undefined ? 'current context' : `context ${quote(asking.context)}`}${why === '' ? '' : `: ${why}`}`,
    {
      help: 'name one of `kubectl config get-contexts` with --context, or make one with `aws eks update-kubeconfig --name CLUSTER`',
    },
  );
}

/**
 * Refuses a context of another cluster. One with another address, through a tunnel or a proxy, is the same where the cluster says
 * that it has the same issuer. Tells what could not be compared.
 */
export async function requireContext(
  { name, server }: Context,
  { learned, ...taking }: Pick<Taking, 'learned'> & { readonly described: SnapshotCall },
  cluster: string,
  asking: Asking,
): Promise<string | undefined> {
  await requireSignedIn(asking);
  const { endpoint, issuer } = learned;
  if (endpoint !== undefined && originOf(endpoint) === originOf(server)) return undefined;
  const said = await issuerOf(asking);
  if (issuer !== undefined && said === issuer) return undefined;
  if (endpoint === undefined) {
    const why = whyNotKnown(taking.described) ?? 'the cluster has no address';
    return `whether kubectl's context ${quote(name)} is that of cluster ${cluster} is not known (${commandOf(taking.described)} ${why})`;
  }
  const whose = said === undefined ? '' : `; its issuer is ${said}`;
  throw new Failure(
    'other-cluster',
    'user',
    `kubectl's context ${quote(name)} is not of cluster ${cluster}: it asks ${server}, and the cluster is at ${endpoint}${whose}`,
    {
      help: `name the cluster's context with --context, or make it with \`aws eks update-kubeconfig --name ${cluster} --region ${asking.region}\``,
    },
  );
}

async function requireSignedIn(asking: Asking): Promise<void> {
  const call = { call: ['kubectl', 'version'], how: ['--output', 'json', '--request-timeout', '20s'] };
  const ran = await outputOf(wordsOf(call, asking), asking);
  if (ran.ok) return;
  const { ending, message } = troubleOf(ran, troubleOfKubectl);
  if (ending === 'refused' || ending === 'absent') return;
  throw new Failure('no-cluster', 'environment', `kubectl gets no answer from the cluster: ${message}`, {
    help: 'see that `kubectl get namespaces` works: VPN, proxy, credentials',
  });
}

/** Who issues the cluster's tokens, as the cluster says; not everybody may ask. */
async function issuerOf(asking: Asking): Promise<string | undefined> {
  const call = { call: ['kubectl', 'get', '--raw', '/.well-known/openid-configuration'], how: [] };
  const { ok, out } = await outputOf(wordsOf(call, asking), asking);
  return ok ? /"issuer"\s*:\s*"([^"]+)"/.exec(out)?.[1] : undefined;
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
