import { TAGS_PER_RESOURCE } from '../../iam/quotas.js';
import { quote } from '../../text/quote.js';
import { forEachRepeated, type Rule } from './rule.js';

/** Arguments of backends that hold secrets; a spec is committed. */
const SECRETS =
  /^(?:access_key|secret_key|security_token|token|password|sas_token|client_secret|client_certificate_password|oidc_token|access_token|credentials|encryption_key|sse_customer_key|conn_str|secret_id|client_private_key|private_key|private_key_password)$/;

const backendWithoutSecrets: Rule = ({ spec: { terraform }, report }) => {
  for (const key of Object.keys(terraform.backend?.config ?? {})) {
    if (!SECRETS.test(key)) continue;
    report.error(
      'spec/backend-secret',
      ['terraform', 'backend', 'config', key],
      `${quote(key)} holds a secret, and the spec is no place for one`,
      'leave it out: give it in the environment or with `terraform init -backend-config`',
    );
  }
};

/** Without a key of its own the state would stay behind when the first workload goes. */
const stateKeyWritten: Rule = ({ spec: { terraform }, given, report }) => {
  const { backend } = terraform;
  const path = ['terraform', 'backend', 'config', 'key'];
  if (backend?.type !== 's3' || backend.config['key'] === undefined || given(path) !== undefined) return;
  report.warning(
    'spec/state-key',
    ['terraform', 'backend'],
    `names no key, so that the state is ${quote(backend.config['key'])}, after the first workload`,
    'write it as terraform.backend.config.key, or one such as "{cluster.name}/{tags.team}.tfstate": it then stays when that workload goes',
  );
};

const fewTags: Rule = ({ spec: { tags }, report }) => {
  const { length } = Object.keys(tags);
  if (length <= TAGS_PER_RESOURCE.byDefault) return;
  report.error(
    'spec/too-many-tags',
    ['tags'],
    `has ${length} tags`,
    `AWS takes ${TAGS_PER_RESOURCE.byDefault} on a resource`,
  );
};

const tagsOnce: Rule = ({ spec: { tags }, report }) => {
  const keys = Object.keys(tags);
  forEachRepeated(
    keys,
    (key) => key.toLowerCase(),
    (key, _index, first) => {
      const message = `${quote(key)} differs from ${quote(keys[first])} only in case`;
      report.error('spec/tag-case', ['tags', key], message, 'IAM takes both for one tag: keep one');
    },
  );
};

/** What must hold of `terraform` and `tags`. */
export const settingsRules: readonly Rule[] = [backendWithoutSecrets, stateKeyWritten, fewTags, tagsOnce];
