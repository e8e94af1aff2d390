import { describe, expect, test } from '@jest/globals';
import { meaningOf } from '../../src/change/index.js';
import { aModel, type ModelParts, RUNNING } from '../support/a-model.js';

const IMAGE = 'registry.example/web:1';
const POD = { kind: 'Deployment', image: IMAGE } as const;
const BY_EKSCTL = { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' } as const;

type Parts = NonNullable<ModelParts['workloads']>[number];

function web(more: Parts = {}): Parts {
  return { name: 'web', namespace: 'shop', serviceAccount: 'web', roleName: 'shop-web', pod: POD, ...more };
}

const api = web({ name: 'api', serviceAccount: 'api', roleName: 'shop-api' });

function model(workloads: readonly Parts[], identity: ModelParts['identity'] = {}) {
  return aModel({ cluster: RUNNING, identity, workloads });
}

/** The commands without what says where, and without setting Terraform up. */
function commandsOf(before: ReturnType<typeof model>, after: ReturnType<typeof model>): readonly string[] {
  return meaningOf(before, after)
    .steps.flatMap(({ commands }) => commands)
    .map((command) => command.replace('terraform -chdir=terraform', 'terraform'))
    .filter((command) => command !== 'terraform init' && !command.includes('wait --for'));
}

const FULL = ['terraform plan -out=tfplan', 'terraform apply tfplan'];
const ROLLED = ['kubectl apply -k kubernetes', 'kubectl -n shop rollout status deployment/web'];

describe('what a change means', () => {
  test('is nothing where nothing changes', () => {
    expect(meaningOf(model([web()]), model([web()]))).toEqual({ changes: [], pauses: [], steps: [] });
  });

  test('of another role: it is there before pods have it, and the old one goes after', () => {
    const { pauses } = meaningOf(model([web()]), model([web({ roleName: 'shop-front' })]));
    expect(pauses).toEqual([]);
    const targets = ['aws_iam_role', 'aws_iam_policy'].map((type) => `-target=${type}.shop_front`);
    expect(commandsOf(model([web()]), model([web({ roleName: 'shop-front' })]))).toEqual([
      `terraform plan ${targets.join(' ')} -target=aws_iam_role_policy_attachment.shop_front_permissions -out=tfplan`,
      'terraform apply tfplan',
      ...ROLLED,
      ...FULL,
    ]);
  });

  const KEEP = 'Make and change with Terraform what pods will need; what they use now stays';
  const LET_GO = 'Let go what no pod uses any more';
  test.each<[string, Parts, ModelParts['identity'], readonly string[]]>([
    ['another role', { roleName: 'shop-front' }, {}, [KEEP, LET_GO]],
    ['more permissions', { buckets: [{ name: 'more', access: 'get' }] }, {}, ['Apply Terraform']],
    [
      'the same role by eksctl',
      {},
      BY_EKSCTL,
      [
        'Destroy what Terraform made, which is in the way of the new',
        'Delete the folder terraform/, which holds nothing any more, and generate again',
      ],
    ],
    [
      'another role by eksctl',
      { roleName: 'shop-front' },
      BY_EKSCTL,
      [LET_GO, 'Delete the folder terraform/, which holds nothing any more, and generate again'],
    ],
  ])('for Terraform is said as it is: %s', (_name, workload, identity, want) => {
    const { steps } = meaningOf(model([web()]), model([web(workload)], identity));
    const titles = steps.map(({ title }) => title);
    expect(titles.filter((title) => /Terraform|terraform|Let go/.test(title))).toEqual(want);
  });

  test('with Terraform in several steps: it is set up in the first of them alone', () => {
    const { steps } = meaningOf(model([web()]), model([web({ roleName: 'shop-front' })]));
    const ofTerraform = steps.flatMap(({ commands }) =>
      commands.filter((each) => each.startsWith('terraform')),
    );
    expect(ofTerraform.map((command) => / (init|plan|apply)\b/.exec(command)?.[1])).toEqual([
      ...['init', 'plan', 'apply'],
      ...['plan', 'apply'],
    ]);
  });

  test('of a role that takes the label of the old one: the old one makes room in the state', () => {
    const commands = commandsOf(model([web()]), model([web({ roleName: 'shop.web' })]));
    expect(commands[0]).toBe('terraform state mv aws_iam_role.shop_web aws_iam_role.shop_web_replaced');
  });

  test('of a role whose label alone changes: it moves', () => {
    const commands = commandsOf(model([web()]), model([web(), { ...api, roleName: 'shop.web' }]));
    expect(commands[0]).toMatch(/^terraform state mv aws_iam_role.shop_web aws_iam_role.shop_web_\w+$/);
  });

  test('of a workload that goes: its pods are deleted before its role', () => {
    expect(commandsOf(model([web(), api]), model([web()]))).toEqual([
      'kubectl -n shop delete --ignore-not-found deployment/api networkpolicy/api poddisruptionbudget/api serviceaccount/api',
      ...FULL,
    ]);
  });

  test('of a role that eksctl keeps: what runs stops first, and that is said', () => {
    const [before, after] = [model([web()], BY_EKSCTL), model([web({ roleName: 'shop-front' })], BY_EKSCTL)];
    expect(meaningOf(before, after).pauses).toEqual([
      { workload: 'shop/web', reason: expect.stringContaining('another serviceAccount') },
    ]);
    expect(commandsOf(before, after)).toEqual([
      'kubectl -n shop scale deployment/web --replicas=0',
      expect.stringMatching(/^eksctl delete iamserviceaccount .* --namespace shop --name web --wait$/),
      'eksctl create iamserviceaccount -f eksctl/cluster.yaml --approve',
      ...ROLLED,
    ]);
  });

  test('of roles that pass from Terraform to eksctl: all is destroyed, and the folder goes', () => {
    const { steps } = meaningOf(model([web()]), model([web()], BY_EKSCTL));
    expect(steps.flatMap(({ commands }) => commands)).toContain('terraform -chdir=terraform destroy');
    expect(steps.at(-1)).toMatchObject({ title: expect.stringContaining('Delete the folder terraform/') });
  });

  test('of Pod Identity by eksctl: it goes before another association, and stays with what else changes', () => {
    const pods = (roleOwner: 'eksctl' | 'terraform', roleName = 'shop-web') =>
      web({ roleName, identity: { mechanism: 'pod-identity', roleOwner } });
    const [before, after] = [model([pods('eksctl')]), model([pods('terraform', 'shop-front')])];
    expect(meaningOf(before, after).pauses).toMatchObject([{ workload: 'shop/web' }]);
    expect(commandsOf(before, after)).toEqual([
      'kubectl -n shop scale deployment/web --replicas=0',
      expect.stringMatching(/^eksctl delete podidentityassociation .* --service-account-name web$/),
      ...FULL,
      ...ROLLED,
    ]);
    expect(meaningOf(before, model([pods('eksctl'), api])).pauses).toEqual([]);
  });

  test('of a service account that eksctl takes over from a Pod Identity association: it is annotated although it is there', () => {
    const before = model([web({ identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' } }), api]);
    expect(commandsOf(before, model([web({ identity: BY_EKSCTL }), api]))).toContain(
      'eksctl create iamserviceaccount -f eksctl/cluster.yaml --override-existing-serviceaccounts --approve',
    );
  });

  test('of a role that Terraform has from eksctl, which keeps the service account: eksctl makes that again', () => {
    const after = model([web({ roleName: 'shop-front', identity: { serviceAccountOwner: 'eksctl' } }), api]);
    for (const serviceAccountOwner of ['eksctl', 'manifest'] as const) {
      const before = model([web({ identity: { roleOwner: 'eksctl', serviceAccountOwner } }), api]);
      const commands = commandsOf(before, after).filter((command) => command.startsWith('eksctl'));
      expect(commands).toEqual([
        expect.stringMatching(/^eksctl delete iamserviceaccount /),
        expect.stringMatching(/^eksctl create iamserviceaccount /),
      ]);
    }
  });

  test('of roles of which eksctl makes one again and annotates with the other: the service account that stays is overwritten', () => {
    const both = (front: string, rest: string) =>
      model([
        web({ roleName: front, identity: BY_EKSCTL }),
        { ...api, roleName: rest, identity: { serviceAccountOwner: 'eksctl' } },
      ]);
    const commands = commandsOf(both('shop-web', 'shop-api'), both('shop-front', 'shop-rest'));
    expect(commands.filter((command) => command.startsWith('eksctl'))).toEqual([
      expect.stringMatching(/^eksctl delete iamserviceaccount .* --name web --wait$/),
      'eksctl create iamserviceaccount -f eksctl/cluster.yaml --override-existing-serviceaccounts --approve',
    ]);
  });

  test('of an association made by hand that gives way to IRSA: pods stop before it goes', () => {
    const roleArn = 'arn:aws:iam::111122223333:role/theirs';
    const { roleName, ...rest } = web();
    const before = model([
      { ...rest, roleArn, identity: { mechanism: 'pod-identity', roleOwner: 'existing' } },
      api,
    ]);
    expect(commandsOf(before, model([web(), api])).slice(0, 2)).toEqual([
      'kubectl -n shop scale deployment/web --replicas=0',
      expect.stringMatching(/^aws eks delete-pod-identity-association /),
    ]);
  });

  test('of a pod that cannot be changed: it is deleted first, but not for another image', () => {
    const bare = (image: string, more: Parts = {}) => model([web({ ...more, pod: { kind: 'Pod', image } })]);
    const gone = 'kubectl -n shop delete --ignore-not-found pod/web';
    expect(commandsOf(bare('i:1'), bare('i:1', { roleName: 'shop-front' }))).toContain(gone);
    expect(commandsOf(bare('i:1'), bare('i:2'))).toEqual(['kubectl apply -k kubernetes']);
  });

  test('of a Job: it is deleted first, for another image too', () => {
    const job = (image: string) => model([web({ pod: { kind: 'Job', image } })]);
    expect(commandsOf(job('i:1'), job('i:2'))).toEqual([
      'kubectl -n shop delete --ignore-not-found job/web',
      'kubectl apply -k kubernetes',
    ]);
  });

  test('of tags: what is made takes them, the provider too', () => {
    const tagged = (tags: Readonly<Record<string, string>>, identity: ModelParts['identity']) =>
      aModel({ cluster: RUNNING, identity: { ...identity }, tags, workloads: [web()] });
    const ours = { roleOwner: 'terraform', oidcProviderOwner: 'terraform' } as const;
    const { changes } = meaningOf(tagged({}, ours), tagged({ team: 'shop' }, ours));
    expect(changes.map(({ text }) => text)).toEqual(['tags of what is made: team=shop, in place of none']);
    expect(commandsOf(tagged({}, ours), tagged({ team: 'shop' }, ours))).toEqual(FULL);
    const theirs = { roleOwner: 'existing', oidcProviderOwner: 'existing' } as const;
    const { roleName, ...rest } = web({ roleArn: 'arn:aws:iam::111122223333:role/theirs' });
    const untouched = (tags: Readonly<Record<string, string>>) =>
      aModel({ cluster: RUNNING, identity: { ...theirs }, tags, workloads: [rest] });
    expect(meaningOf(untouched({}), untouched({ team: 'shop' })).changes).toEqual([]);
  });

  test('of another cluster: nothing goes over by itself', () => {
    const other = aModel({ cluster: { ...RUNNING, name: 'green' }, workloads: [web()] });
    const { changes, steps } = meaningOf(model([web()]), other);
    expect({ kinds: changes.map(({ kind }) => kind), steps }).toEqual({ kinds: ['cluster'], steps: [] });
  });

  test('of a role that passes from Terraform to others, or back: it stays as it is', () => {
    const theirs = { roleArn: 'arn:aws:iam::111122223333:role/shop-web' };
    const [ours, existing] = [model([web()]), model([web(theirs)], { roleOwner: 'existing' })];
    expect(commandsOf(ours, existing)).toEqual([
      'terraform state rm aws_iam_role.shop_web aws_iam_policy.shop_web aws_iam_role_policy_attachment.shop_web_permissions',
    ]);
    expect(commandsOf(existing, ours)).toEqual(['terraform import aws_iam_role.shop_web shop-web', ...FULL]);
  });

  test.each(['terraform', 'eksctl'] as const)(
    'of a role of %s in place of which pods get one of another account: nothing is in the way, and it goes last',
    (roleOwner) => {
      const elsewhere = web({ roleArn: 'arn:aws:iam::444455556666:role/shop-web' });
      const [before, after] = [model([web()], { roleOwner }), model([elsewhere], { roleOwner: 'existing' })];
      expect(meaningOf(before, after).pauses).toEqual([]);
      const goes = /^(?:terraform destroy|eksctl delete iamserviceaccount .*)$/;
      expect(commandsOf(before, after)).toEqual([...ROLLED, expect.stringMatching(goes)]);
    },
  );

  test('of an OIDC provider that passes from Terraform to others: it is forgotten, never destroyed', () => {
    const [ours, theirs] = [
      model([web()], { oidcProviderOwner: 'terraform' }),
      model([web()], { oidcProviderOwner: 'existing' }),
    ];
    const forget = 'terraform state rm aws_iam_openid_connect_provider.this';
    expect(commandsOf(ours, theirs)).toEqual([forget, ...FULL]);
  });

  test('of a cluster that exists: eksctl makes the provider where it is new to it, or its issuer is', () => {
    const there = (
      oidcProviderOwner: 'eksctl' | 'existing',
      cluster: ModelParts['cluster'] = {},
      tags = {},
    ) =>
      aModel({
        cluster: { ...RUNNING, provision: false, ...cluster },
        identity: { oidcProviderOwner },
        tags,
        workloads: [web()],
      });
    const made = (before: ReturnType<typeof there>, after: ReturnType<typeof there>) =>
      commandsOf(before, after).some((command) => command.includes('associate-iam-oidc-provider'));
    const other = { oidcIssuer: RUNNING.oidcIssuer.replace('EXAMPLE', '0123456') };
    expect(made(there('existing'), there('eksctl'))).toBe(true);
    expect(made(there('eksctl'), there('eksctl', other))).toBe(true);
    expect(made(there('existing'), there('existing', other))).toBe(false);
    expect(made(there('eksctl'), there('eksctl', {}, { team: 'shop' }))).toBe(false);
  });

  test('of the issuer: the provider of the old one is deleted at the end where eksctl made it, since others may use any other', () => {
    const deleted = (oidcProviderOwner: 'eksctl' | 'existing') => {
      const at = (oidcIssuer: string) =>
        aModel({
          cluster: { ...RUNNING, provision: false, oidcIssuer },
          identity: { oidcProviderOwner },
          workloads: [web()],
        });
      return commandsOf(at(RUNNING.oidcIssuer), at(RUNNING.oidcIssuer.replace('EXAMPLE', '0123456'))).filter(
        (command) => command.includes('delete-open-id-connect-provider'),
      );
    };
    const host = RUNNING.oidcIssuer.replace('https://', '');
    expect(deleted('eksctl')).toEqual([
      `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::111122223333:oidc-provider/${host}`,
    ]);
    expect(deleted('existing')).toEqual([]);
  });

  test('of a service account that others own: it is annotated before pods start', () => {
    const identity = { serviceAccountOwner: 'existing' } as const;
    const commands = commandsOf(model([web()], identity), model([web({ roleName: 'shop-front' })], identity));
    const annotate = commands.findIndex((command) => command.includes('/shop-front --overwrite'));
    expect(annotate).toBeGreaterThan(-1);
    expect(commands.indexOf('kubectl apply -k kubernetes')).toBeGreaterThan(annotate);
  });

  test('of a service account that others own: its annotation goes with IRSA, and with the workload', () => {
    const owned = (...workloads: Parts[]) => model(workloads, { serviceAccountOwner: 'existing' });
    const off = 'kubectl -n shop annotate serviceaccount web eks.amazonaws.com/role-arn-';
    const podIdentity = web({ identity: { mechanism: 'pod-identity' } });
    expect(commandsOf(owned(web(), api), owned(podIdentity, api))).toContain(off);
    expect(commandsOf(owned(web(), api), owned(api))).toContain(off);
    expect(commandsOf(owned(podIdentity, api), owned(api))).not.toContain(off);
  });

  test('of pods that nothing here makes: they are to be restarted, each service account once', () => {
    const bare = (roleName: string) => {
      const charted = web({ roleName, pod: undefined });
      return model([charted, { ...charted, name: 'web-2' }], { serviceAccountOwner: 'existing' });
    };
    const restarts = (after: ReturnType<typeof model>) =>
      meaningOf(bare('shop-web'), after).steps.filter(({ title }) => title.startsWith('Restart'));
    expect(restarts(bare('shop-front'))).toEqual([
      {
        title: expect.stringMatching(/^Restart what runs as shop\/web, which nothing here makes;/),
        commands: [],
      },
    ]);
    expect(restarts(model([web({ pod: undefined }), api], { serviceAccountOwner: 'existing' }))).toEqual([]);
  });

  test.each([
    [['shop'], undefined],
    [['shop', 'a'], 'the namespace a'],
    [['a', 'b'], 'the namespaces a, b'],
  ])('of the namespaces to %j: one that nobody makes is looked for first', (names, words) => {
    const after = names.map((namespace, index) =>
      web({ name: `web-${index}`, namespace, createNamespace: false }),
    );
    const [first] = meaningOf(model([web({ createNamespace: false })]), model(after)).steps;
    const title = `See that what belongs to others is there: ${words}`;
    const commands = names.filter((name) => name !== 'shop').map((name) => `kubectl get namespace ${name}`);
    if (words === undefined) expect(first?.title).not.toContain('belongs to others');
    else expect(first).toEqual({ title, commands });
  });

  const DELETE = 'kubectl -n shop delete --ignore-not-found';
  test.each<[string, Parts, Parts, readonly string[]]>([
    [
      'a Deployment is scaled down',
      {},
      {},
      [
        'kubectl -n shop scale deployment/web --replicas=0',
        'kubectl -n shop wait --for=delete pod -l app.kubernetes.io/name=web --timeout=5m',
      ],
    ],
    ['a Pod is deleted', { pod: { kind: 'Pod', image: IMAGE } }, {}, [`${DELETE} pod/web`]],
    ['a DaemonSet is deleted', { pod: { kind: 'DaemonSet', image: IMAGE } }, {}, [`${DELETE} daemonset/web`]],
    [
      'a CronJob starts no pod meanwhile',
      { pod: { kind: 'CronJob', image: IMAGE, schedule: '0 3 * * *' } },
      {},
      [],
    ],
    [
      'one that goes by another name is deleted with what belongs to it',
      {},
      { name: 'front' },
      [`${DELETE} deployment/web networkpolicy/web poddisruptionbudget/web`],
    ],
  ])('of the mechanism stops what runs: %s', (_name, workload, more, want) => {
    const before = model([web(workload)]);
    const after = model([web({ ...workload, ...more })], { mechanism: 'pod-identity' });
    const stopped = meaningOf(before, after).steps.find(({ title }) => title.startsWith('Stop '));
    expect(stopped).toEqual({ title: 'Stop shop/web', commands: want });
  });

  test('of the mechanism: pods stop, unless the role is another one as well', () => {
    const podIdentity = { mechanism: 'pod-identity' } as const;
    const turned = (roleName: string) => model([web({ roleName })], podIdentity);
    expect(meaningOf(model([web()]), turned('shop-web')).pauses).toHaveLength(1);
    expect(meaningOf(model([web()]), turned('shop-front')).pauses).toEqual([]);
  });
});

describe('what a change of sessions means', () => {
  const TARGET = 'arn:aws:iam::444455556666:role/reader';
  const POLICY = [{ actions: ['s3:GetObject'], resources: ['*'] }];
  const by = (mechanism: 'pod-identity', more: ModelParts['identity'] = {}) => ({ mechanism, ...more });
  const ours = (more: Parts = {}) => model([web(more)], by('pod-identity'));
  const theirs = (more: Parts = {}) =>
    model(
      [web({ roleName: undefined, roleArn: 'arn:aws:iam::111122223333:role/shop-web', ...more })],
      by('pod-identity', { roleOwner: 'existing' }),
    );
  const ASSOCIATION = '--region us-east-1 --cluster-name demo';
  const FOUND =
    "--association-id $(aws eks list-pod-identity-associations --region us-east-1 --cluster-name demo --namespace shop --service-account web --query 'associations[0].associationId' --output text)";

  test('by Terraform: the association changes, then its pods are replaced', () => {
    const { changes, pauses } = meaningOf(ours(), ours({ sessionTags: false, sessionPolicy: POLICY }));
    expect(pauses).toEqual([]);
    expect(changes.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      'pods shop/web',
      'session shop/web',
    ]);
    expect(commandsOf(ours(), ours({ sessionTags: false }))).toEqual([...FULL, ...ROLLED]);
  });

  test('of one policy for another is told too', () => {
    const under = (action: string) =>
      ours({ sessionTags: false, sessionPolicy: [{ actions: [action], resources: ['*'] }] });
    const { changes } = meaningOf(under('s3:GetObject'), under('s3:PutObject'));
    expect(changes.map(({ kind }) => kind)).toContain('session');
  });

  test('by hand: it is updated', () => {
    const commands = commandsOf(theirs(), theirs({ targetRoleArn: TARGET, sessionTags: false }));
    expect(commands).toEqual([
      `aws eks update-pod-identity-association ${ASSOCIATION} --role-arn arn:aws:iam::111122223333:role/shop-web --target-role-arn ${TARGET} --disable-session-tags ${FOUND}`,
      ...ROLLED,
    ]);
  });

  test.each<[string, Parts]>([
    ['its target role', { targetRoleArn: TARGET }],
    ['its policy', { sessionTags: false, sessionPolicy: POLICY }],
    ['the lack of tags', { sessionTags: false }],
  ])('by hand: without %s it is made again', (_name, before) => {
    expect(commandsOf(theirs(before), theirs())).toEqual([
      `aws eks delete-pod-identity-association ${ASSOCIATION} ${FOUND}`,
      `aws eks create-pod-identity-association ${ASSOCIATION} --namespace shop --service-account web --role-arn arn:aws:iam::111122223333:role/shop-web`,
      ...ROLLED,
    ]);
  });

  test('by eksctl: it updates', () => {
    const owned = (more: Parts = {}) => model([web(more)], by('pod-identity', BY_EKSCTL));
    expect(commandsOf(owned(), owned({ targetRoleArn: TARGET }))).toEqual([
      'eksctl update podidentityassociation -f eksctl/cluster.yaml',
      ...ROLLED,
    ]);
  });

  test('of IRSA is nothing', () => {
    expect(meaningOf(model([web()]), model([web({ sessionTags: false })])).changes).toEqual([]);
  });
});

describe('what a change means for further clusters', () => {
  const issuer = (region: string) =>
    `https://oidc.eks.${region}.amazonaws.com/id/00112233445566778899AABBCCDDEEFF`;
  const near = { name: 'green', oidcIssuer: issuer('us-east-1') };
  const far = { name: 'frankfurt', oidcIssuer: issuer('eu-central-1') };
  const trusting = (furtherClusters: readonly (typeof near)[], workload: Parts = {}) =>
    model([web(workload)], { mechanism: 'pod-identity', furtherClusters: [...furtherClusters] });
  const existing = { roleName: undefined, roleArn: 'arn:aws:iam::111122223333:role/shop-web' };
  const theirs = (furtherClusters: readonly (typeof near)[]) =>
    model([web(existing)], {
      ...{ mechanism: 'pod-identity', roleOwner: 'existing' },
      furtherClusters: [...furtherClusters],
    });
  const found = (region: string, cluster: string) =>
    `$(aws eks list-pod-identity-associations --region ${region} --cluster-name ${cluster} --namespace shop --service-account web --query 'associations[0].associationId' --output text)`;
  const FAR = '--region eu-central-1 --cluster-name frankfurt';
  const titlesOf = (before: ReturnType<typeof model>, after: ReturnType<typeof model>) =>
    meaningOf(before, after).steps.map(({ title }) => title);

  test('of another role: associations in other regions change by hand, and pods in each cluster', () => {
    const [before, after] = [trusting([near, far]), trusting([near, far], { roleName: 'shop-front' })];
    expect(commandsOf(before, after)).toContain(
      `aws eks update-pod-identity-association ${FAR} --role-arn arn:aws:iam::111122223333:role/shop-front --association-id ${found('eu-central-1', 'frankfurt')}`,
    );
    expect(titlesOf(before, after)).toContain('Apply the manifests; in green, frankfurt as well');
  });

  test('of another role and one more cluster: what is done everywhere is not done where nothing is yet', () => {
    const [before, after] = [trusting([near]), trusting([near, far], { roleName: 'shop-front' })];
    expect(titlesOf(before, after)).toContain('Apply the manifests; in green as well');
  });

  test('of Pod Identity where there was none: its agent runs in each', () => {
    const irsa = model([web()], { furtherClusters: [near, far] });
    const asked = commandsOf(irsa, trusting([near, far])).filter((command) =>
      / describe-addon /.test(command),
    );
    expect(asked.map((command) => /--cluster-name (\S+)/.exec(command)?.[1])).toEqual([
      'demo',
      'green',
      'frankfurt',
    ]);
  });

  test('of a role whose service accounts eksctl makes: it annotates those of each cluster', () => {
    const by = (roleName: string) =>
      model([web({ roleName })], { serviceAccountOwner: 'eksctl', furtherClusters: [near, far] });
    const eksctl = commandsOf(by('shop-web'), by('shop-front')).filter((each) => each.startsWith('eksctl'));
    expect(eksctl).toEqual([
      'eksctl create iamserviceaccount -f eksctl/cluster.yaml --override-existing-serviceaccounts --approve',
      ...['--region us-east-1 --cluster green', '--region eu-central-1 --cluster frankfurt'].map(
        (where) =>
          `eksctl create iamserviceaccount ${where} --namespace shop --name web --attach-role-arn arn:aws:iam::111122223333:role/shop-front --approve --override-existing-serviceaccounts`,
      ),
    ]);
  });

  test('of one more: the roles trust it before it is brought in', () => {
    const [before, after] = [trusting([]), trusting([far])];
    expect(meaningOf(before, after).changes.map(({ text }) => text)).toEqual([
      'the roles trust the cluster frankfurt as well',
    ]);
    expect(commandsOf(before, after)).toEqual([
      ...FULL,
      'aws eks update-kubeconfig --region eu-central-1 --name frankfurt',
      `aws eks create-pod-identity-association ${FAR} --namespace shop --service-account web --role-arn arn:aws:iam::111122223333:role/shop-web`,
      'kubectl apply -k kubernetes',
    ]);
  });

  test('of one less: what runs there goes before the trust, and its association at the end', () => {
    const [before, after] = [trusting([far]), trusting([])];
    expect(titlesOf(before, after)[0]).toBe(
      'Take down in frankfurt what needs the roles, which trust it no more',
    );
    expect(commandsOf(before, after)).toEqual([
      ...FULL,
      `aws eks delete-pod-identity-association ${FAR} --association-id ${found('eu-central-1', 'frankfurt')}`,
    ]);
  });

  test('of another issuer: Terraform changes the trust', () => {
    const moved = { ...near, oidcIssuer: near.oidcIssuer.replace('0011', 'FFFF') };
    const [before, after] = [near, moved].map((cluster) =>
      model([web()], { furtherClusters: [cluster] }),
    ) as [ReturnType<typeof model>, ReturnType<typeof model>];
    expect(meaningOf(before, after).changes.map(({ text }) => text)).toEqual([
      `OIDC issuer of green: ${moved.oidcIssuer} in place of ${near.oidcIssuer}`,
    ]);
    expect(commandsOf(before, after)).toEqual(FULL);
  });

  test('of a role that passes to Terraform: so do its associations in the region, and no others', () => {
    const commands = commandsOf(theirs([near, far]), trusting([near, far]));
    expect(commands.filter((command) => command.startsWith('aws'))).toEqual([]);
    expect(commands.filter((command) => command.includes(' import '))).toEqual([
      'terraform import aws_iam_role.shop_web shop-web',
      `terraform import 'aws_eks_pod_identity_association.shop_web["shop/web"]' demo,${found('us-east-1', 'demo')}`,
      `terraform import 'aws_eks_pod_identity_association.shop_web["green/shop/web"]' green,${found('us-east-1', 'green')}`,
    ]);
  });
});

describe('what a change means for other accounts', () => {
  const OTHER = '444455556666';
  const queue = (access: 'send' | 'receive') => ({ queues: [{ name: 'jobs', accountId: OTHER, access }] });
  const FILE = `other-accounts/${OTHER}/queue-policy.jobs.json`;
  const POLICY = `queue policy of arn:aws:sqs:us-east-1:${OTHER}:jobs`;
  const ASK = `Have account ${OTHER} put the statements of ${FILE} into the ${POLICY}, in place of those with the same Sid`;
  const release = (sid: string) =>
    `Tell account ${OTHER} that the ${POLICY} needs these statements no more: ${sid}`;
  const [MAKE, APPLY, LET_GO] = [
    'Make and change with Terraform what pods will need; what they use now stays',
    'Apply the manifests',
    'Let go what no pod uses any more',
  ];
  const sends = model([web(queue('send'))]);

  test.each<[string, ReturnType<typeof model>, ReturnType<typeof model>, readonly string[]]>([
    ['a new grant: they are asked once the role is there', model([web()]), sends, ['Apply Terraform', ASK]],
    [
      'another access: the old statement goes last',
      ...([sends, model([web(queue('receive'))])] as const),
      ['Apply Terraform', ASK, release('SendQueueForShopWeb')],
    ],
    [
      'a grant that goes: its file is gone, so that the statement is named',
      ...([sends, model([web()])] as const),
      ['Apply Terraform', release('SendQueueForShopWeb')],
    ],
    [
      'another role: it is let in before pods have it, the old one is let out at the end',
      ...([sends, model([web({ ...queue('send'), roleName: 'shop-front' })])] as const),
      [MAKE, ASK, APPLY, LET_GO, release('SendQueueForShopWeb')],
    ],
    [
      'a grant of another thing alone: what stays as it is is not asked for again',
      sends,
      model([web({ ...queue('send'), buckets: [{ name: 'more', access: 'get' }] })]),
      ['Apply Terraform'],
    ],
  ])('of %s', (_name, before, after, want) => {
    expect(meaningOf(before, after).steps.map(({ title }) => title)).toEqual(want);
  });

  test.each<[string, ReturnType<typeof model>, ReturnType<typeof model>]>([
    ['from Terraform to eksctl', sends, model([web(queue('send'))], BY_EKSCTL)],
    [
      'to another service account by eksctl',
      model([web(queue('send'))], BY_EKSCTL),
      model([web({ ...queue('send'), serviceAccount: 'front' })], BY_EKSCTL),
    ],
  ])('of a role that is deleted and made again, %s: they are asked again', (_name, before, after) => {
    const titles = meaningOf(before, after).steps.map(({ title }) => title);
    expect(titles).toContain(ASK);
    expect(titles.indexOf(ASK)).toBeGreaterThan(titles.indexOf('Make and change what pods will need'));
  });

  test('of a role that passes to others: it stays the same, and nobody is asked', () => {
    const existing = { roleName: undefined, roleArn: 'arn:aws:iam::111122223333:role/shop-web' };
    const after = model([web({ ...queue('send'), ...existing })], { roleOwner: 'existing' });
    expect(meaningOf(sends, after).steps.map(({ title }) => title)).not.toContain(ASK);
  });
});

describe("what a change of Terraform's backend means", () => {
  test.each<[string, string, string]>([
    ['key', 'irsa.tfstate', 'shop/irsa.tfstate'],
    ['bucket', 'acme-state', 'acme-states'],
  ])('of its %s: the state moves before anything is applied', (field, was, is) => {
    const kept = { bucket: 'acme-state', key: 'irsa.tfstate', region: 'us-east-1' };
    const [before, after] = [was, is].map((value) =>
      aModel({
        cluster: RUNNING,
        terraform: { backend: { type: 's3', config: { ...kept, [field]: value } } },
        workloads: [web()],
      }),
    ) as [ReturnType<typeof model>, ReturnType<typeof model>];
    const { changes, steps } = meaningOf(before, after);
    expect(changes.map(({ text }) => text)).toEqual([expect.stringMatching(/^Terraform's state moves: /)]);
    expect(steps[0]?.commands).toEqual(['terraform -chdir=terraform init -migrate-state']);
  });
});
