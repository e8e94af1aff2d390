import type { TextFile } from './text/source-text.js';

/** What is known besides the files: from a spec, or from whoever asks. */
export interface Given {
  /** The cluster's issuer, `https://…`. */
  readonly issuer?: string;
  /** The name of the cluster in which the pod runs, where several are in the files. */
  readonly cluster?: string;
  /** Whether service accounts that a role lets in by a pattern are meant to have it, as those of a spec are. */
  readonly patternsMeant?: true;
  /** 12 digits. */
  readonly accountId?: string;
  /** A region's code; it tells the partition as well. */
  readonly region?: string;
  /** That of the question's ARN; it counts where nothing else tells it. */
  readonly partition?: string;
  /** Where it is said that the cluster's OIDC provider exists although no file makes it: `identity.oidcProviderOwner`. */
  readonly providerExists?: string;
}

/** What `terraform plan` is given by `-var` or `-var-file`; the later one wins. */
export type VariableSource = { readonly name: string; readonly value: string } | { readonly file: TextFile };
