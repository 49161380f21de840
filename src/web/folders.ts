/** Folders of the page's volume. */

/** The package. */
export const PACKAGE = '/usr/share/memsim';
/** The state folder. */
export const STATE = '/var/lib/memsim';
/** The files of the user, from which relative paths start. */
export const HOME = '/home';
