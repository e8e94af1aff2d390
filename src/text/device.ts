const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])(?:[ .:]|$)/i;

/**
 * Whether Windows takes a file's name for a device, with whatever ending, and so makes no such file.
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export const isDevice = (name: string): boolean => DEVICE.test(name);
