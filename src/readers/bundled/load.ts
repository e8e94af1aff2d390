import { readAsset } from '../assets.js';
import type { Releases } from './releases.js';

/** Programs that bring policies themselves: Terraform modules as `RegistryModule` calls them, and eksctl. */
export type Bundler = 'irsa-v5' | 'irsa-v6' | 'pod-identity' | 'blueprints-addons' | 'eksctl';

let loaded: Readonly<Record<Bundler, Releases>> | undefined;

/** The policies that a program brings, loaded when the first one is met. */
export function bundledBy(program: Bundler): Releases {
  loaded ??= JSON.parse(readAsset('bundled-policies')) as Readonly<Record<Bundler, Releases>>;
  return loaded[program];
}
