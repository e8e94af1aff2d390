import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildWorld, explain, type Question } from '../../src/explain/index.js';
import { readFiles, type TextFile } from '../../src/readers/index.js';

/** Snapshots of a cluster and an account in which all is well, and of the same after one change by hand each. */
const RECORDED = join(import.meta.dirname, '../fixtures/live');

interface Answers {
  readonly question: Question;
  readonly breaks: Readonly<
    Record<
      string,
      { readonly verdict: string; readonly mustName: readonly string[]; readonly serviceAccount?: string }
    >
  >;
}

const answersOf = (rig: string) =>
  JSON.parse(readFileSync(join(RECORDED, rig, 'answers.json'), 'utf8')) as Answers;

/** The files of a snapshot; of a change only those that differ are kept. */
function filesOf(rig: string, change: string): readonly TextFile[] {
  const read = (path: string): TextFile => {
    const own = join(RECORDED, rig, change, path);
    return {
      path,
      content: readFileSync(existsSync(own) ? own : join(RECORDED, rig, 'whole', path), 'utf8'),
    };
  };
  const index = read('snapshot.json');
  const { calls } = JSON.parse(index.content) as { calls: readonly { files?: readonly string[] }[] };
  return [index, ...calls.flatMap(({ files = [] }) => files.map(read))];
}

async function answer(
  files: readonly TextFile[],
  { question }: Answers,
  account = `${question.namespace}/${question.serviceAccount}`,
) {
  const [namespace = '', serviceAccount = ''] = account.split('/');
  return explain(buildWorld(await readFiles(files)), { ...question, namespace, serviceAccount });
}

describe.each(['irsa', 'pod-identity'])('a snapshot, %s', (rig) => {
  const answers = answersOf(rig);

  test('allows as long as nobody changes anything', async () => {
    const { decision, links, notEvaluated } = await answer(filesOf(rig, 'whole'), answers);
    expect({ decision, not: links.filter(({ status }) => status !== 'ok') }).toEqual({
      decision: 'allowed',
      not: [],
    });
    // What is not there, such as the policy of the bucket, is known to be so.
    expect(notEvaluated.join('\n')).not.toContain('not known');
  });

  test.each(Object.entries(answers.breaks))('%s is named as the cause', async (change, told) => {
    const { decision, links } = await answer(filesOf(rig, change), answers, told.serviceAccount);
    const text = links.map(({ reason, details = [] }) => [reason, ...details].join('\n')).join('\n');
    expect(decision).toBe(told.verdict);
    for (const name of told.mustName) expect(text).toContain(name);
  });
});

/** The snapshot in which one file is changed, or its call refused. */
const changed = (rig: string, path: RegExp, edit: (content: string) => string) =>
  filesOf(rig, 'whole').map((file) =>
    path.test(file.path) ? { ...file, content: edit(file.content) } : file,
  );

function refused(rig: string, command: string): readonly TextFile[] {
  const files = changed(rig, /^snapshot\.json$/, (content) => {
    const index = JSON.parse(content) as { calls: { call: string[]; files?: string[] }[] };
    const calls = index.calls.map(({ files: kept, ...call }) =>
      call.call.slice(1, 3).join(' ') === command
        ? { ...call, outcome: 'refused', reason: 'AccessDenied', needs: 'iam:Refused' }
        : { ...call, ...(kept === undefined ? {} : { files: kept }) },
    );
    return JSON.stringify({ ...index, calls });
  });
  const { calls } = JSON.parse(files[0]?.content ?? '') as { calls: { files?: string[] }[] };
  const named = new Set(calls.flatMap(({ files: kept = [] }) => kept));
  return files.filter(({ path }) => path === 'snapshot.json' || named.has(path));
}

describe('what a snapshot could not ask', () => {
  test.each([
    ['irsa', 'iam list-open-id-connect-providers', 'iam get-open-id-connect-provider'],
    ['irsa', 'iam get-account-authorization-details', ''],
    ['pod-identity', 'eks list-pod-identity-associations', 'eks describe-pod-identity-association'],
  ])('%s: %s is unknown, with the reason', async (rig, command, other) => {
    const gone = refused(rig, command).filter(
      ({ path }) => other === '' || !path.includes(other.replace(' ', '-')),
    );
    const { decision, links } = await answer(gone, answersOf(rig));
    expect(decision).toBe('unknown');
    expect(links.map(({ reason }) => reason).join('\n')).toContain('not known: AccessDenied for iam:Refused');
  });
});

describe('an answer that is cut off', () => {
  test('is not known, and nobody takes what is left of it for all there is', async () => {
    const files = changed('irsa', /get-account-authorization-details/, (content) =>
      content.slice(0, content.indexOf('S3TalosAppTestRole') - 40),
    );
    const { decision, links } = await answer(files, answersOf('irsa'));
    expect(decision).toBe('unknown');
    expect(links.find(({ kind }) => kind === 'role')).toMatchObject({
      reason: expect.stringContaining('DamagedFile for iam:GetAccountAuthorizationDetails'),
      fix: 'take the snapshot again',
    });
  });

  test('is not read outside a snapshot either', async () => {
    const files = filesOf('irsa', 'whole').flatMap((file) => {
      if (file.path === 'snapshot.json') return [];
      const isRoles = /get-account-authorization-details/.test(file.path);
      return [isRoles ? { ...file, content: file.content.slice(0, -30) } : file];
    });
    expect((await answer(files, answersOf('irsa'))).decision).toBe('unknown');
  });
});

describe('pods that run', () => {
  const pods = /pods\.json$/;

  test('one that is older than its service account says so, with the command that restarts it', async () => {
    const files = changed('irsa', pods, (content) =>
      content
        .replaceAll('AWS_ROLE_ARN', 'OTHER')
        .replaceAll(/"(startTime|creationTimestamp)":"[^"]*"/g, '"$1":"2020-01-01T00:00:00Z"'),
    );
    const { decision, links } = await answer(files, answersOf('irsa'));
    const link = links.find(({ status }) => status === 'broken');
    expect(decision).toBe('denied');
    expect(link?.reason).toMatch(
      /^2 pods of Deployment default\/photo-site, .* have no AWS_ROLE_ARN: they started \(2020-01-01T00:00:00Z\) before the service account was made/,
    );
    expect(link?.fix).toBe('restart: kubectl rollout restart deployment/photo-site -n default');
  });

  test('those with the role of before keep it, whatever the annotation names now', async () => {
    const files = changed('irsa', /serviceaccounts\.json$/, (content) =>
      content.replaceAll('role/S3TalosAppTestRole', 'role/other'),
    );
    const { decision, links } = await answer(files, answersOf('irsa'));
    expect(decision).toBe('allowed');
    expect(links.find(({ kind }) => kind === 'injection')?.reason).toMatch(
      /started with arn:aws:iam::111122223333:role\/S3TalosAppTestRole .* until restarted; the service account now names arn:aws:iam::111122223333:role\/other: kubectl rollout restart/,
    );
  });

  test('pods with the role of before beside others are pods of the cluster, not files', async () => {
    const files = changed('irsa', pods, (content) =>
      content.replace('role/S3TalosAppTestRole', 'role/of-before'),
    );
    const { decision, links } = await answer(files, answersOf('irsa'));
    expect(decision).toBe('unknown');
    expect(links.find(({ status }) => status === 'unknown')).toMatchObject({
      reason: expect.stringMatching(
        /^the cluster has pods of several sorts: pod (\S+) of Deployment default\/photo-site and pod (?!\1)\S+ of Deployment default\/photo-site, and the answers differ$/,
      ),
      fix: expect.stringMatching(/^restart those/),
    });
  });

  test('a pod among several that lacks the variables leaves the answer open', async () => {
    const files = changed('irsa', pods, (content) => content.replace('AWS_ROLE_ARN', 'OTHER'));
    const { decision, links } = await answer(files, answersOf('irsa'));
    expect(decision).toBe('unknown');
    expect(
      links
        .filter(({ kind }) => kind === 'injection')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['ok', 'unknown']);
  });

  test('pods that are done, or on their way out, count for nothing', async () => {
    const files = changed('irsa', pods, (content) =>
      content.replace('AWS_ROLE_ARN', 'OTHER').replace('"phase":"Running"', '"phase":"Failed"'),
    );
    expect((await answer(files, answersOf('irsa'))).decision).toBe('allowed');
  });

  test('an agent that is ready on no node hands out nothing', async () => {
    const files = changed('pod-identity', /daemonsets/, (content) =>
      content.replaceAll('"numberReady":2', '"numberReady":0'),
    );
    const { decision, links } = await answer(files, answersOf('pod-identity'));
    expect(decision).toBe('denied');
    expect(links.find(({ status }) => status === 'broken')?.reason).toMatch(
      /DaemonSet eks-pod-identity-agent is ready on none of 2 nodes/,
    );
  });

  const agents = (edit: (pods: { metadata: { name: string } }[]) => unknown[]) =>
    changed('pod-identity', pods, (content) => {
      const list = JSON.parse(content) as { items: { metadata: { name: string } }[] };
      return JSON.stringify({ ...list, items: edit(list.items) });
    });
  const agentLinks = async (files: readonly TextFile[]) => {
    const { decision, links } = await answer(files, answersOf('pod-identity'));
    return { decision, links: links.filter(({ kind }) => kind === 'agent').slice(1) };
  };
  const isAgent = ({ metadata: { name } }: { metadata: { name: string } }) =>
    name.startsWith('eks-pod-identity-agent');
  const unready = (pod: { metadata: { name: string } }): unknown =>
    JSON.parse(JSON.stringify(pod).replaceAll('"ready":true', '"ready":false'));

  const without = (suffix: string) =>
    agents((items) => items.map((pod) => (pod.metadata.name.endsWith(suffix) ? unready(pod) : pod)));
  const [OWN_NODE, OTHER_NODE] = ['-rcxm7', '-nqh99'];

  test('it is the agent of its own node that a pod needs', async () => {
    expect((await agentLinks(without(OTHER_NODE))).decision).toBe('allowed');
    const { decision, links } = await agentLinks(without(OWN_NODE));
    expect({ decision, links }).toMatchObject({
      decision: 'denied',
      links: [
        {
          status: 'broken',
          reason:
            'eks-pod-identity-agent is not ready on node ip-192-168-1-10.eu-west-1.compute.internal where pod orders-export-29927746-znzr4 of CronJob orders-batch/orders-export runs: nothing there hands out credentials',
        },
      ],
    });
  });

  test('a node without a pod of the agent has none', async () => {
    const { decision, links } = await agentLinks(agents((items) => items.filter((pod) => !isAgent(pod))));
    expect(decision).toBe('denied');
    expect(links[0]?.reason).toMatch(
      /^eks-pod-identity-agent has no pod on node ip-192-168-1-10\S+ where pod/,
    );
  });

  test('pods on nodes with the agent and without it leave the answer open', async () => {
    const files = without(OWN_NODE).map((file) => {
      if (!pods.test(file.path)) return file;
      const list = JSON.parse(file.content) as { items: { metadata: { name: string } }[] };
      const twins = list.items.filter(({ metadata: { name } }) => name.startsWith('orders-export-'));
      const moved = JSON.parse(
        JSON.stringify(twins).replaceAll('-znzr4', '-other').replaceAll('-1-10', '-2-10'),
      );
      return { ...file, content: JSON.stringify({ ...list, items: [...list.items, ...moved] }) };
    });
    const { decision, links } = await agentLinks(files);
    expect(decision).toBe('unknown');
    expect(links[0]?.reason).toMatch(/znzr4 .*; other pods are on nodes that have it$/);
  });

  test('on nodes of Auto Mode the agent is no pod', async () => {
    const files = agents((items) => items.filter((pod) => !isAgent(pod))).map((file) =>
      /eks-describe-cluster/.test(file.path)
        ? {
            ...file,
            content: file.content.replace('"status":', '"computeConfig":{"enabled":true},"status":'),
          }
        : file,
    );
    expect((await agentLinks(files)).decision).toBe('allowed');
  });

  test('whether the agent of a node is ready is open where its pods are not told', async () => {
    const files = changed('pod-identity', /daemonsets/, (content) =>
      content.replaceAll('"numberReady":2', '"numberReady":1'),
    ).map((file) => ({
      ...file,
      content: file.path.endsWith('snapshot.json')
        ? file.content.replace(/("get",\s*"pods",\s*)"--all-namespaces"/, '$1"--namespace", "orders"')
        : file.path.endsWith('pods.json')
          ? JSON.stringify({
              ...(JSON.parse(file.content) as object),
              items: (JSON.parse(file.content) as { items: { metadata: { name: string } }[] }).items.filter(
                (pod) => !isAgent(pod),
              ),
            })
          : file.content,
    }));
    const { decision, links } = await agentLinks(files);
    expect(decision).toBe('unknown');
    expect(links[0]?.reason).toMatch(
      /is ready on 1 of 2 nodes, and whether on node \S+ where pod .* is not known/,
    );
  });

  test('a pod on Fargate is told by its label', async () => {
    const files = agents((items) =>
      items.map((pod) =>
        isAgent(pod)
          ? pod
          : JSON.parse(
              JSON.stringify(pod).replace(
                '"labels":{',
                '"labels":{"eks.amazonaws.com/fargate-profile":"all",',
              ),
            ),
      ),
    );
    const { decision, links } = await agentLinks(files);
    expect(decision).toBe('denied');
    expect(links[0]?.reason).toMatch(/runs on Fargate by profile all, where EKS Pod Identity does not work$/);
  });
});

test('the answers of docs/access-denied.md are those that explain gives', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/access-denied.md'), 'utf8');
  const told = guide.match(/^[✗?] (?:denied|unknown): .*/gm) ?? [];
  const given = await Promise.all(
    ['irsa', 'pod-identity'].flatMap((rig) => {
      const answers = answersOf(rig);
      return Object.entries(answers.breaks).map(async ([change, { serviceAccount }]) => {
        const { decision, links } = await answer(filesOf(rig, change), answers, serviceAccount);
        const status = decision === 'denied' ? 'broken' : 'unknown';
        return `${decision}: ${links.find((link) => link.status === status)?.reason}`;
      });
    }),
  );
  expect(told.length).toBeGreaterThan(8);
  expect(told.map((line) => line.slice(2)).filter((line) => !given.includes(line))).toEqual([]);
});
