import type { Node, Piece } from '../node.js';
import type { Span } from '../text/source-text.js';

/** The content of an HCL file or block: attributes and blocks in order. */
export interface HclBody {
  readonly items: readonly (HclAttribute | HclBlock)[];
  readonly place: Span;
}

/** `name = expression`. */
export interface HclAttribute {
  readonly kind: 'attribute';
  readonly name: string;
  readonly namePlace: Span;
  readonly value: HclExpression;
}

/** `type "label" { … }`; `place` is that of the header. */
export interface HclBlock {
  readonly kind: 'block';
  readonly type: string;
  readonly typePlace: Span;
  readonly labels: readonly HclLabel[];
  readonly body: HclBody;
  readonly place: Span;
}

/** A block's label. */
export interface HclLabel {
  readonly text: string;
  readonly place: Span;
}

/** A part of a template: text, an interpolation, or a directive. */
export type HclTemplatePart =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'interpolation'; readonly value: HclExpression }
  | {
      readonly kind: 'if';
      readonly condition: HclExpression;
      readonly whenTrue: readonly HclTemplatePart[];
      readonly otherwise: readonly HclTemplatePart[];
      readonly place: Span;
    }
  | {
      readonly kind: 'for';
      readonly names: readonly string[];
      readonly over: HclExpression;
      readonly body: readonly HclTemplatePart[];
      readonly place: Span;
    };

/** One entry of an object constructor; a bare word as key is a literal. */
export interface HclObjectItem {
  readonly key: HclExpression;
  readonly value: HclExpression;
}

/** An expression of HCL. */
export type HclExpression = { readonly place: Span } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly raw: string }
  | { readonly kind: 'template'; readonly parts: readonly HclTemplatePart[]; readonly quoted: boolean }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly items: readonly HclObjectItem[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'attribute-of'; readonly of: HclExpression; readonly name: string }
  | { readonly kind: 'index'; readonly of: HclExpression; readonly index: HclExpression }
  | {
      readonly kind: 'splat';
      readonly of: HclExpression;
      readonly full: boolean;
      readonly steps: readonly HclStep[];
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly HclExpression[];
      readonly spread: boolean;
    }
  | {
      readonly kind: 'for';
      readonly names: readonly string[];
      readonly over: HclExpression;
      readonly key?: HclExpression;
      readonly value: HclExpression;
      readonly grouped: boolean;
      readonly condition?: HclExpression;
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: HclExpression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: HclExpression;
      readonly right: HclExpression;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: HclExpression;
      readonly whenTrue: HclExpression;
      readonly otherwise: HclExpression;
    }
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** What another program hands over, already evaluated. */
  | { readonly kind: 'value'; readonly value: Node }
);

/** A step after a splat: an attribute or an index. */
export type HclStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly index: HclExpression };
