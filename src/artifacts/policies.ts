import { parseArn } from '../aws/arns.js';
import { jsonText } from '../emit/text.js';
import { permissionsDocument, type TrustStatement, trustDocument } from '../iam/policy.js';
import { buildTrust, clusterNames, POD_IDENTITY_SERVICE } from '../model/trust.js';
import type { AccessModel, Role } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { usesIrsa, usesPodIdentity } from '../spec/mechanism.js';

/** Each role's policies as plain JSON, for review and for IAM Access Analyzer. */
export function renderPolicies(model: AccessModel): readonly RenderedFile[] {
  return model.roles.flatMap((role) => {
    const trust = trustOf(role, model);
    const file = (kind: string, document: unknown): RenderedFile => ({
      path: `policies/${role.name}.${kind}.json`,
      content: jsonText(document),
    });
    return [
      ...(trust === undefined ? [] : [file('trust', trustDocument(trust))]),
      ...(role.policy?.parts ?? []).map(({ statements }, index) =>
        file(index === 0 ? 'permissions' : `permissions-${index + 1}`, permissionsDocument(statements)),
      ),
    ];
  });
}

/** A role's trust policy as it will stand in IAM; undefined while the issuer is unknown. */
export function trustOf(role: Role, model: AccessModel): readonly TrustStatement[] | undefined {
  if (usesIrsa(role.mechanism) && model.oidcProvider?.provider === undefined) return undefined;
  if (role.owner === 'eksctl' && usesPodIdentity(role.mechanism)) return eksctlPodIdentityTrust();
  // An existing role may be in another account, and trusts the providers of its own.
  const accountId = parseArn(role.arn)?.accountId ?? '';
  return buildTrust(role, clusterNames(model, accountId), accountId);
}

/** eksctl knows no conditions here: any association of the account may use the role. */
function eksctlPodIdentityTrust(): readonly TrustStatement[] {
  return [
    {
      principal: { type: 'Service', identifier: POD_IDENTITY_SERVICE },
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      conditions: {},
    },
  ];
}
