import { type Diagnostic, type FieldPath, formatPath } from '../diagnostics.js';
import type { AccessModel, Role } from '../model/types.js';
import { readSource } from '../spec/source.js';
import type { SpecFile } from './spec-files.js';

/**
 * Which spec of a run makes which role. A role's name exists once in an account, whatever its case
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html): the second apply fails.
 */
export class RoleClaims {
  private readonly owners = new Map<string, string>();

  /** Takes the roles that a spec makes; finds those that an earlier spec makes as well. */
  claim(spec: SpecFile, model: AccessModel): readonly Diagnostic[] {
    const { partition } = model;
    const { accountId } = model.spec.cluster;
    return model.roles.flatMap((role) => {
      if (role.owner === 'existing') return [];
      const key = `${partition}:${accountId}:${role.name.toLowerCase()}`;
      const owner = this.owners.get(key);
      if (owner === undefined) this.owners.set(key, spec.name);
      if (owner === undefined || owner === spec.name) return [];
      return [clash(spec, role, `role "${role.name}" of account ${accountId} is made by ${owner} as well`)];
    });
  }
}

function clash(spec: SpecFile, { workloads }: Role, found: string): Diagnostic {
  const path: FieldPath = ['workloads', workloads[0] as number, 'roleName'];
  const source = readSource(spec.text, spec.name);
  return {
    code: 'model/role-made-twice',
    severity: 'error',
    path: formatPath(path),
    message: found,
    help: 'a name exists once in an account: leave roleName away, choose another one, or name the role by roleArn in one of the two',
    ...(source.ok ? { place: source.value.locate(path) } : {}),
  };
}
