/** The folder that relative paths start from: the files of the page's user. */
export const HOME = '/home';
