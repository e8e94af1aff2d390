import type { Diagnostic } from '../../diagnostics.js';
import type { Given } from '../given.js';
import type { HclParser } from '../hcl/load-hcl.js';
import type { HclBody, HclExpression } from '../hcl/syntax.js';
import type { SourceText } from '../text/source-text.js';

/** One Terraform file, parsed. */
export interface TerraformFile {
  readonly source: SourceText;
  readonly body: HclBody;
}

/** A variable of root modules that the command line gives: as text, or as a variable file has it. */
export type GivenVariable =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly value: HclExpression };

/** All Terraform files of a run, by folder, and the other files that `file()` may read. */
export interface TerraformProject {
  /** Folder → its configuration files, sorted by path. */
  readonly folders: ReadonlyMap<string, readonly TerraformFile[]>;
  /** Folder → its variable files (`terraform.tfvars`, `*.auto.tfvars`), in the order in which Terraform loads them. */
  readonly variableFiles: ReadonlyMap<string, readonly TerraformFile[]>;
  /** The text of any file by path. */
  readonly texts: ReadonlyMap<string, SourceText>;
  /** Reads the HCL of the modules that we know; absent when there is no HCL. */
  readonly parser?: HclParser;
  /** What is known besides the files. */
  readonly given: Given;
  /** Later ones win. */
  readonly givenVariables: readonly GivenVariable[];
  /** The paths of the variable files that the command line names. */
  readonly givenFiles: ReadonlySet<string>;
  /** Files that `templatefile()` has read: what they say by themselves is not what Terraform makes of them. */
  readonly templates: Set<SourceText>;
  readonly diagnostics: readonly Diagnostic[];
}
