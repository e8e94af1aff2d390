export declare function exampleNames(root: string): readonly string[];
