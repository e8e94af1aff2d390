import type { FieldPath } from '../diagnostics.js';
import { isDevice } from '../text/device.js';
import { quote } from '../text/quote.js';
import type { ModelFinding } from './finding.js';
import type { AccessModel } from './types.js';

/** A name with which the name of a file or folder begins. */
interface FileName {
  readonly name: string;
  readonly path: FieldPath;
}

/** Names of files that Linux makes and Windows does not. */
export function checkDevices(model: AccessModel): ModelFinding[] {
  return fileNames(model)
    .filter(({ name }) => isDevice(name))
    .map(({ name, path }) => ({
      code: 'model/device-name',
      severity: 'warning',
      path,
      message: `${quote(name)} is a device on Windows, where no file can be called after it`,
      help: 'choose another name, or nobody can check the generated files out there',
    }));
}

function fileNames({ spec, roles, serviceAccounts, namespaces }: AccessModel): readonly FileName[] {
  const hasManifest = serviceAccounts.filter(({ owner }) => owner === 'manifest');
  return [
    ...spec.workloads.flatMap(({ name, namespace, pod, program }, index): readonly FileName[] => {
      const isNamespaceFile =
        namespaces.includes(namespace) || hasManifest.some(({ workloads }) => workloads.includes(index));
      return [
        ...(pod === undefined && program?.helm === undefined
          ? []
          : [{ name, path: ['workloads', index, 'name'] }]),
        ...(isNamespaceFile ? [{ name: namespace, path: ['workloads', index, 'namespace'] }] : []),
      ];
    }),
    ...roles.map(({ name, owner, workloads: [index = 0] }) => ({
      name,
      path: ['workloads', index, owner === 'existing' ? 'roleArn' : 'roleName'],
    })),
  ];
}
