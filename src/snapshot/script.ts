import { shellWord } from '../emit/text.js';
import { SNAPSHOT_NAME, SNAPSHOT_VERSION } from '../readers/index.js';
import * as calls from './calls.js';
import { jqOf } from './shape.js';

/** What a script is for. */
export interface ScriptTarget {
  readonly cluster: string;
  readonly region: string;
  readonly account?: string;
  readonly profile?: string;
  readonly context?: string;
  /** The folder that it fills, unless it is called with another one. */
  readonly folder: string;
}

/**
 * The calls of a snapshot as a script for whoever runs commands by hand, with jq to leave out what is not kept. What depends on
 * answers is asked in loops, so that the script can be read before anything is known.
 */
export function snapshotScript(target: ScriptTarget): string {
  const { cluster } = target;
  return `${[
    ...head(target),
    ...ASK,
    '',
    '# Whose account it is, and whether kubectl asks the same cluster.',
    line(calls.callerIdentity()),
    line(calls.describeCluster(cluster)),
    ...checks(target),
    '',
    '# The cluster, by Kubernetes.',
    ...[...calls.KINDS, ...calls.FURTHER_KINDS].map((kind) => line(calls.listObjects(kind))),
    '',
    '# The cluster, by EKS.',
    line(calls.listAddons(cluster)),
    ...loop('addon', namesIn(calls.listAddons(cluster), '.addons[]'), [
      calls.describeAddon(cluster, '$addon'),
    ]),
    line(calls.listAssociations(cluster)),
    ...loop('id', namesIn(calls.listAssociations(cluster), '.associations[].associationId'), [
      calls.describeAssociation(cluster, '$id'),
    ]),
    '',
    '# The account.',
    line(calls.listProviders()),
    ...loop(
      'arn',
      `${namesIn(calls.listProviders(), '.OpenIDConnectProviderList[].Arn')} | grep -F "oidc-provider/\${issuer#https://}"`,
      [calls.getProvider('$arn')],
    ),
    line(calls.authorizationDetails()),
    ...ROLE_BY_ROLE,
    '',
    '# What the policies of these roles name, and has a policy of its own.',
    ...RESOURCES,
    '',
    ...TAIL,
  ].join('\n')}\n`;
}

function head({ cluster, region, account, profile, context, folder }: ScriptTarget): readonly string[] {
  return [
    '#!/bin/sh',
    `# Keeps what an account and the cluster ${cluster} in ${region} say about access, for irsa-forge lint, explain and report.`,
    '# Nothing but reads; needs aws, kubectl and jq (1.6 or newer). What is not kept never reaches the folder.',
    'set -uf',
    'umask 077',
    `dir=\${1:-${shellWord(folder)}}`,
    `cluster=${shellWord(cluster)} region=${shellWord(region)} wanted=${shellWord(account ?? '')}`,
    'export AWS_REGION="$region" AWS_DEFAULT_REGION="$region" AWS_DEFAULT_OUTPUT=json AWS_PAGER=',
    ...(profile === undefined ? [] : [`export AWS_PROFILE=${shellWord(profile)}`]),
    ...(context === undefined ? [] : [`kubectl() { command kubectl --context ${shellWord(context)} "$@"; }`]),
    'stop() { echo "$*" >&2; exit 2; }',
    'for program in aws kubectl jq; do command -v "$program" >/dev/null || stop "$program is not on PATH"; done',
    '[ ! -e "$dir" ] || [ -z "$(ls -A "$dir")" ] || stop "$dir is not empty"',
    'mkdir -p "$dir/aws" "$dir/kubernetes" || exit 2',
    'temporary=$(mktemp -d) || exit 2',
    'trap \'rm -rf "$temporary"\' EXIT',
    'started=$(date -u +%Y-%m-%dT%H:%M:%SZ) n=0',
    '',
  ];
}

const ASK: readonly string[] = [
  '# ask FILE NEEDS FILTER WORD…: makes a call, keeps what the filter lets through, and notes how it ended.',
  'ask() {',
  '  file=$1 needs=$2 filter=$3 how=',
  '  shift 3',
  '  [ "$1" != kubectl ] || how=\'--output json\'',
  '  outcome=failed',
  '  # shellcheck disable=SC2086 # no words, or two',
  '  if "$@" $how >"$temporary/out" 2>"$temporary/said"; then',
  '    jq "$filter" "$temporary/out" >"$temporary/kept" 2>>"$temporary/said" && outcome=answered',
  '    [ "$outcome" = failed ] || mv "$temporary/kept" "$dir/$file.json"',
  '  else',
  '    case $(cat "$temporary/said") in',
  "    *AccessDenied* | *UnauthorizedOperation* | *'(Forbidden)'*) outcome=refused ;;",
  '    *"(NoSuch"* | *NotFound* | *"have a resource type"*) outcome=absent ;;',
  '    esac',
  '  fi',
  '  rm -f "$temporary/out"',
  '  echo "$outcome $*" >&2',
  "  reason=$(sed -n 's/.*(\\([A-Za-z]*\\)).*/\\1/p' \"$temporary/said\" | sed 's/Exception$//' | tail -n 1)",
  '  printf \'%s\\n\' "$@" | jq -R -n --arg needs "$needs" --arg outcome "$outcome" --arg reason "${reason:-Failed}" \\',
  '    --arg message "$(tail -n 1 "$temporary/said")" --arg file "$file.json" \'',
  '    {call: [inputs], needs: $needs, outcome: $outcome} +',
  '      (if $outcome == "answered" then {files: [$file]} else {reason: $reason, message: $message} end)',
  '  \' >>"$temporary/calls"',
  '}',
  '# names FILE FILTER: what an answer names, if there is one.',
  'names() { [ ! -e "$dir/$1.json" ] || jq -r "$2" "$dir/$1.json"; }',
];

function checks({ cluster }: ScriptTarget): readonly string[] {
  const [identity, described] = [calls.callerIdentity(), calls.describeCluster(cluster)].map(({ file }) =>
    shellWord(file),
  );
  return [
    `account=$(names ${identity} .Account)`,
    '[ -n "$account" ] || stop "aws does not say whose account it is: $(cat "$temporary/said")"',
    '[ -z "$wanted" ] || [ "$account" = "$wanted" ] || stop "aws answers for account $account, not $wanted"',
    `issuer=$(names ${described} '.cluster.identity.oidc.issuer // empty')`,
    `endpoint=$(names ${described} '.cluster.endpoint // empty')`,
    "server=$(kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}') || stop 'kubectl has no context'",
    'if [ "$server" != "$endpoint" ]; then',
    '  said=$(kubectl get --raw /.well-known/openid-configuration | jq -r .issuer)',
    '  [ -n "$issuer" ] && [ "$said" = "$issuer" ] || stop "kubectl asks $server, and cluster $cluster is at $endpoint"',
    'fi',
  ];
}

/** The text of a filter for the answer to a call. */
function filterOf({ call, shape }: calls.Call): string {
  const filter = jqOf(shape);
  return call[0] === 'kubectl'
    ? `{apiVersion: "v1", kind: "List", items: (.items | map(${filter}))}`
    : filter;
}

/** A word that is a variable of the script stays one. */
const wordOf = (word: string) => (/^\$\w+$/.test(word) ? `"${word}"` : shellWord(word));

function line(call: calls.Call, file = shellWord(call.file)): string {
  return ['ask', file, shellWord(call.needs), shellWord(filterOf(call)), ...call.call.map(wordOf)].join(' ');
}

const namesIn = ({ file }: calls.Call, filter: string) => `names ${shellWord(file)} ${shellWord(filter)}`;

/** Calls for each of some names, with numbers in the names of their files. */
function loop(variable: string, names: string, each: readonly calls.Call[]): readonly string[] {
  return [
    `for ${variable} in $(${names}); do`,
    '  n=$((n + 1))',
    ...each.map((call) => `  ${line(call, numbered(call))}`),
    'done',
  ];
}

const numbered = ({ call }: calls.Call) => `"aws/${call.slice(1, 3).join('-')}.$n"`;

const [GET_ROLE, LIST_INLINE, LIST_ATTACHED] = calls.roleCalls('$role') as readonly [
  calls.Call,
  calls.Call,
  calls.Call,
];

/** ARNs of roles that anything in the cluster names. */
const ROLE_BY_ROLE: readonly string[] = [
  'named() {',
  '  set +f',
  '  cat "$dir"/kubernetes/*.json "$dir"/aws/eks-*.json',
  '  set -f',
  '}',
  'roles=$(named | jq -r --arg account "$account" \'.. | strings | select(test("^arn:[a-z-]+:iam::" + $account + ":role/"))\' | sort -u)',
  `details=${shellWord(calls.authorizationDetails().file)}`,
  'if [ ! -e "$dir/$details.json" ]; then',
  '  # The whole account may not be read: the roles that the cluster names, one by one.',
  '  for arn in $roles; do',
  '    role=${arn##*/} n=$((n + 1))',
  ...[GET_ROLE, LIST_INLINE, LIST_ATTACHED].map((call) => `    ${line(call, numbered(call))}`),
  '    names "aws/iam-get-role.$n" \'.Role.PermissionsBoundary.PermissionsBoundaryArn // empty\' >>"$temporary/policies"',
  '    names "aws/iam-list-attached-role-policies.$n" \'.AttachedPolicies[].PolicyArn\' >>"$temporary/policies"',
  '    for policy in $(names "aws/iam-list-role-policies.$n" \'.PolicyNames[]\'); do',
  '      n=$((n + 1))',
  `      ${line(calls.getRolePolicy('$role', '$policy'), numbered(calls.getRolePolicy('', '')))}`,
  '    done',
  '  done',
  '  for arn in $(sort -u "$temporary/policies" 2>/dev/null); do',
  '    n=$((n + 1))',
  `    ${line(calls.getPolicy('$arn'), numbered(calls.getPolicy('')))}`,
  '    version=$(names "aws/iam-get-policy.$n" .Policy.DefaultVersionId)',
  '    [ -z "$version" ] ||',
  `      ${line(calls.getPolicyVersion('$arn', '$version'), numbered(calls.getPolicyVersion('', '')))}`,
  '  done',
  'fi',
];

/** Documents of the cluster's roles, in which ARNs of buckets and keys are looked for. */
const RESOURCES: readonly string[] = [
  'documents() {',
  '  if [ -e "$dir/$details.json" ]; then',
  '    jq --arg roles "$roles" --arg issuer "${issuer#https://}" \'',
  '      ($roles | split("\\n")) as $named | . as $all |',
  '      .RoleDetailList[] | select((.Arn | IN($named[])) or ($issuer != "" and (.AssumeRolePolicyDocument | tostring | contains($issuer)))) |',
  '      .RolePolicyList[]?.PolicyDocument,',
  '      (.AttachedManagedPolicies[]?.PolicyArn as $arn | $all.Policies[] | select(.Arn == $arn) | .PolicyVersionList[] | select(.IsDefaultVersion) | .Document)',
  '    \' "$dir/$details.json"',
  '  else',
  '    set +f',
  '    cat "$dir"/aws/iam-get-role-policy.*.json "$dir"/aws/iam-get-policy-version.*.json 2>/dev/null',
  '    set -f',
  '  fi',
  '}',
  `for bucket in $(documents | grep -oE ${shellWord(calls.BUCKET_PATTERN)} | sed 's/.*:::\\([^/"]*\\).*/\\1/' | sort -u); do`,
  '  n=$((n + 1))',
  ...calls.bucketCalls('$bucket').map((call) => `  ${line(call, numbered(call))}`),
  'done',
  `for key in $(documents | grep -oE ${shellWord(calls.KEY_PATTERN)} | grep -F ":$account:" | sort -u); do`,
  '  n=$((n + 1))',
  '  AWS_REGION=$(echo "$key" | cut -d : -f 4) AWS_DEFAULT_REGION=$AWS_REGION',
  `  ${line(calls.getKeyPolicy('$key'), numbered(calls.getKeyPolicy('')))}`,
  '  AWS_REGION=$region AWS_DEFAULT_REGION=$region',
  'done',
];

const TAIL: readonly string[] = [
  'jq -s --arg cluster "$cluster" --arg region "$region" --arg account "$account" --arg started "$started" \\',
  '  --arg finished "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \'',
  `  {irsaForge: "snapshot", version: ${SNAPSHOT_VERSION}, cluster: $cluster, region: $region, account: $account,`,
  '    startedAt: $started, finishedAt: $finished, calls: .}',
  `' "$temporary/calls" >"$dir/${SNAPSHOT_NAME}"`,
];
