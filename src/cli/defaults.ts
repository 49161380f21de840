/** What a boot takes where nothing is asked for. */
export const DEFAULT_PLATFORM = 'default';
export const DEFAULT_KERNEL = '6.1';
export const DEFAULT_SEED = 1;
