export declare const HASH_FILE: string;
export declare function hashSources(root?: string): string;
