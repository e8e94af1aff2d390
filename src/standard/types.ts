import type { Place, Severity } from '../diagnostics.js';
import type { SpecPattern } from './spec-pattern.js';

/** Which standard something comes from, and where it says so. */
export interface Origin {
  /** The name of the standard. */
  readonly standard: string;
  readonly place: Place;
}

/** From when, until when, for which specs and how hard a rule counts; days are of the calendar, both included. */
export interface Terms {
  /** Its name, as exceptions and findings have it: `allowed.cluster.region`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** The first day on which a breach is an error; before it, a warning. */
  readonly since?: string;
  /** The last day on which it counts. */
  readonly until?: string;
  /** All must match; empty for every spec. */
  readonly when: readonly Match[];
}

/** Specs that a rule does not bind for a while. */
export interface Exception extends Origin {
  readonly match: readonly Match[];
  /** As in `Terms`. */
  readonly rule: string;
  readonly reason: string;
  readonly owner?: string;
  /** Its last day. */
  readonly until: string;
}

/** Rules from which only whoever has them makes exceptions, and lint rules that nobody else weakens. */
export interface Final extends Origin {
  /** On names of rules, as in `Terms`, and on `rules.IRSA001`. */
  readonly glob: string;
}

/** A glob list on one field of a spec. */
export interface Match extends Origin {
  readonly pattern: SpecPattern;
  readonly globs: readonly string[];
}

/** One value that a standard gives to a field, or to that field of each element of a list. */
export interface Setting extends Origin {
  readonly pattern: SpecPattern;
  /** A scalar or a whole list. */
  readonly value: unknown;
}

/** A value that nobody may change, as long as its terms hold. */
export interface Lock extends Setting {
  readonly terms: Terms;
}

/** Values that go together: those of the whole standard, or those of one entry of `when`. */
export interface Layer {
  /** All must match; empty for what always holds. */
  readonly match: readonly Match[];
  readonly defaults: readonly Setting[];
  readonly locked: readonly Lock[];
}

/** An entry of `allowed` or `forbidden`. */
export interface Restriction extends Match {
  readonly kind: 'allowed' | 'forbidden';
  readonly terms: Terms;
}

/** What `naming` has rules for, and the field of a workload that each is about. */
export const NAMED_FIELDS = {
  workload: 'name',
  namespace: 'namespace',
  serviceAccount: 'serviceAccount',
  roleName: 'roleName',
  policyName: 'policyName',
} as const;

export type NamedThing = keyof typeof NAMED_FIELDS;

/** How names are made and what they must look like; both may hold placeholders such as `{cluster.name}`. */
export interface NamingRule extends Origin {
  readonly thing: NamedThing;
  readonly template?: string;
  readonly pattern?: string;
  /** Of the pattern; a template holds whenever `when` does. */
  readonly terms: Terms;
}

/** A tag that every spec must have. */
export interface TagRule extends Origin {
  readonly key: string;
  /** A regular expression for the value. */
  readonly pattern: string;
  readonly terms: Terms;
}

/** What a standard says to whoever breaks a rule about a field. */
export interface Message extends Origin {
  /** The field, as in `allowed`. */
  readonly path: string;
  readonly message?: string;
  readonly docs?: string;
}

/** What a lint rule's findings count as. */
export type RuleSeverity = Severity | 'off';

/** An output beside the built-in ones. */
export interface ExtraFile extends Origin {
  /** Below the folder of templates. */
  readonly template: string;
  /** Below the output folder; with placeholders. */
  readonly path: string;
  readonly each: 'cluster' | 'workload';
  readonly when: readonly Match[];
}

/** A template of a standard. */
export interface TemplateSource {
  /** Below the folder of templates, with `.hbs`. */
  readonly path: string;
  /** With LF. */
  readonly text: string;
  /** As messages name it. */
  readonly file: string;
  readonly standard: string;
}

/** One `standard.yaml`, checked. */
export interface StandardFile {
  readonly name: string;
  /** As messages name it. */
  readonly file: string;
  readonly extends?: string;
  readonly templates?: string;
  /** The general one first. */
  readonly layers: readonly Layer[];
  readonly restrictions: readonly Restriction[];
  readonly naming: readonly NamingRule[];
  readonly requiredTags: readonly TagRule[];
  readonly exceptions: readonly Exception[];
  readonly final: readonly Final[];
  readonly rules: Readonly<Record<string, RuleSeverity>>;
  readonly messages: readonly Message[];
  readonly files: readonly ExtraFile[];
  /** Where a field of it stands, or the nearest thing around it. */
  locate(path: readonly (string | number)[]): Place;
}

/** A standard with everything that it extends. */
export interface Standard {
  readonly name: string;
  /** The version in its `package.json`; `unversioned` without one. */
  readonly version: string;
  /** SHA-256 of its files and those of its bases, in hex. */
  readonly hash: string;
  /** The day on which its rules are looked at, `YYYY-MM-DD`. */
  readonly today: string;
  /** Its own folder, as a real path. */
  readonly folder: string;
  /** The furthest base first, the standard itself last. */
  readonly chain: readonly StandardFile[];
  /** By path below the folder of templates; the furthest extending standard's where several have one. */
  readonly templates: ReadonlyMap<string, TemplateSource>;
}
